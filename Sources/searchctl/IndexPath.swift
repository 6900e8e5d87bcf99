// SPDX-License-Identifier: Apache-2.0

/// What the path of an index that is to be written says.
enum IndexPath {
  private static let suffix = ".sakuin"

  /// Whether the index is to be one file; otherwise it is the folder of a live index.
  static func isFile(_ path: String) -> Bool { path.hasSuffix(suffix) }

  /// Where what is rejected goes unless another place is named: `docs.rejected.jsonl` beside
  /// `docs.sakuin` or the folder `docs`.
  static func rejects(of path: String) -> String {
    var base = path[...]
    while base.count > 1, base.hasSuffix("/") { base.removeLast() }
    if isFile(path) { base.removeLast(suffix.count) }
    return base + ".rejected.jsonl"
  }
}
