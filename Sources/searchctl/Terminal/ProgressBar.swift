// SPDX-License-Identifier: Apache-2.0

/// Shows a `ProgressLine` on standard error while a run goes on: only on a terminal, at most ten
/// times a second.
struct ProgressBar {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var nextUpdate: ContinuousClock.Instant
  private var line: ProgressLine

  /// Begins to measure time.
  init(totalByteCount: Int64?, isShown: Bool = Terminal.isErrorTerminal) {
    self.isShown = isShown
    line = ProgressLine(totalByteCount: totalByteCount)
    nextUpdate = start + .milliseconds(200)
  }

  /// Seconds since the beginning.
  var seconds: Double { start.duration(to: .now) / .seconds(1) }

  /// Shows how far the run has come.
  mutating func update(byteCount: Int64, documentCount: Int) {
    guard isShown, ContinuousClock.now >= nextUpdate else { return }
    nextUpdate = .now + .milliseconds(100)
    line.byteCount = byteCount
    line.documentCount = documentCount
    line.seconds = seconds
    StandardError.write("\r\u{1B}[K" + line.text(width: Terminal.width - 1))
  }

  /// Removes the line, so that another text can be written.
  func clear() {
    if isShown { StandardError.write("\r\u{1B}[K") }
  }
}
