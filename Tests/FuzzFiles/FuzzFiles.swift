// SPDX-License-Identifier: Apache-2.0

// Coverage-guided fuzzing of what reads index files, with libFuzzer. scripts/fuzz-files.sh builds it
// with `--sanitize=fuzzer -Xswiftc -DFUZZING`; built otherwise it is good for everything but fuzzing.
//
//     fuzz-files targets                      prints what can be fuzzed
//     fuzz-files seeds TARGET FOLDER          writes files to begin with
//     fuzz-files pack BASE FILE...            prints files as patches of a sound one, a line each
//     fuzz-files [ARGUMENT...] FOLDER...      libFuzzer: what SAKUIN_FUZZ_TARGET names

import Foundation
import HostileFiles

/// The commands around fuzzing.
enum FuzzFiles {
  private static func bytes(of path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Does what the arguments ask for.
  ///
  /// - Returns: false when they ask for none of this.
  static func run(_ arguments: [String]) throws -> Bool {
    switch arguments.dropFirst().first {
    case "targets":
      for target in FuzzTarget.allCases { print(target.rawValue) }
    case "seeds" where arguments.count == 4:
      guard let target = FuzzTarget(rawValue: arguments[2]) else { return false }
      for (number, bytes) in try target.seeds().enumerated() {
        let path = "\(arguments[3])/seed-\(number)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
      }
    case "pack" where arguments.count > 3:
      let base = try bytes(of: arguments[2])
      var lines: Set<String> = []
      for path in arguments[3...] {
        guard let patch = SegmentPatch(from: base, to: try bytes(of: path)) else { continue }
        lines.insert(patch.description)
      }
      for line in lines.sorted() where !line.isEmpty { print(line) }
    default: return false
    }
    return true
  }
}

#if !FUZZING
  @main
  extension FuzzFiles {
    static func main() throws {
      guard try !run(CommandLine.arguments) else { return }
      print("see Tests/FuzzFiles/FuzzFiles.swift; to fuzz, scripts/fuzz-files.sh")
      exit(2)
    }
  }
#endif
