// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Analyzes batches on several threads and gives them back in the order they came.
///
/// With one thread, batches are analyzed where they are asked for. Otherwise at most two per thread
/// are under way, so memory stays bounded and no thread waits while there is work.
struct AnalysisPipeline: ~Copyable {
  private let analysis: FieldAnalysis
  private let threadCount: Int
  private let queue = DispatchQueue(label: "sakuin.analysis", attributes: .concurrent)
  private let slots: DispatchSemaphore
  private var jobs: [Job] = []
  private var waiting: [DocumentBatch] = []
  private var spare: [BatchInverter] = []

  /// One batch under way.
  private final class Job: Sendable {
    private let result = Mutex<InvertedBatch?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    func complete(with batch: InvertedBatch) {
      result.withLock { $0 = batch }
      isDone.signal()
    }

    func wait() -> InvertedBatch? {
      isDone.wait()
      return result.withLock { $0.take() }
    }
  }

  /// Creates an idle pipeline.
  init(analysis: FieldAnalysis, threadCount: Int) {
    self.analysis = analysis
    self.threadCount = max(1, threadCount)
    slots = DispatchSemaphore(value: self.threadCount)
  }

  /// Whether a batch must be taken out before another is put in.
  var isFull: Bool {
    threadCount == 1 ? !waiting.isEmpty : jobs.count >= 2 * threadCount
  }

  /// Puts a batch in.
  mutating func submit(_ batch: DocumentBatch) {
    guard threadCount > 1 else {
      waiting.append(batch)
      return
    }
    let job = Job()
    jobs.append(job)
    let inverter = spare.popLast() ?? BatchInverter()
    queue.async { [analysis, slots] in
      slots.wait()
      defer { slots.signal() }
      job.complete(with: analysis.invert(batch, with: inverter))
    }
  }

  /// Takes the earliest batch out, waiting for it; nil if none is under way.
  mutating func next() -> InvertedBatch? {
    if threadCount == 1 {
      guard !waiting.isEmpty else { return nil }
      return analysis.invert(waiting.removeFirst(), with: spare.popLast() ?? BatchInverter())
    }
    guard !jobs.isEmpty else { return nil }
    return jobs.removeFirst().wait()
  }

  /// Takes back the storage of a batch that is done with.
  mutating func recycle(_ inverter: consuming BatchInverter) { spare.append(inverter) }
}
