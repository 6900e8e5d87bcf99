// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// Times the kernels that decode postings, each on one block that stays in the cache.
@main
struct Kernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Print the nanoseconds of each kernel for one integer, best of several rounds.")

  @Option(help: ArgumentHelp("Rounds of each kernel; the best counts.", valueName: "n"))
  var rounds = 20

  @Option(help: ArgumentHelp("Blocks of 128 integers in a round.", valueName: "n"))
  var blocks = 20_000

  func validate() throws {
    if rounds < 1 || blocks < 1 { throw ValidationError("--rounds and --blocks must be positive.") }
  }

  func run() throws {
    for width in [1, 3, 5, 8, 10, 13, 20] {
      var calls = KernelCalls(width: width, stride: 8)
      time("unpack, \(width) bits") { calls.unpack(width: width, times: $0) }
      time("documents, \(width) bits") { calls.unpackDocuments(width: width, times: $0) }
      time("unpack short, \(width) bits") { calls.unpackShort(width: width, times: $0) }
    }
    for stride in [2, 16, 256, 4096] {
      var calls = KernelCalls(width: 8, stride: stride)
      time("gather, one in \(stride)") { calls.gatherBytes(times: $0) }
      time("gather weights, one in \(stride)") { calls.gatherWeights(times: $0) }
    }
    var calls = KernelCalls(width: 8, stride: 8)
    time("documents from gaps") { calls.sumDocuments(times: $0) }
    time("patch, 8 exceptions") { calls.patch(width: 8, times: $0) }
    time("bitset, every second") { calls.expandBits(times: $0) }
    time("positions, 2.5 a document", integers: 320) { calls.sumPositions(times: $0) }
  }

  /// Times a kernel and prints what one of the integers of its block takes.
  private func time(
    _ name: String, integers: Int = KernelCalls.blockSize, _ body: (_ times: Int) -> Void
  ) {
    let clock = ContinuousClock()
    var best = Duration.seconds(1 << 40)
    for _ in 0..<rounds {
      let start = clock.now
      body(blocks)
      best = min(best, clock.now - start)
    }
    let picoseconds = best / .nanoseconds(1) * 1000 / Double(blocks * integers)
    let padded = name + String(repeating: " ", count: max(1, 34 - name.count))
    print("\(padded)\(picoseconds.rounded() / 1000) ns/integer")
  }
}
