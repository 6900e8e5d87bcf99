// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Storage
import Synchronization
import TextAnalysis

/// Analyzes and inverts batches on several threads and gives them back in the order they came.
///
/// Workers take batches in turns and share nothing. With one thread, batches are worked on where they
/// are asked for. Otherwise a few per worker are under way, so memory stays bounded and none waits
/// while there is work.
struct AnalysisPipeline: ~Copyable {
  private let workers: [AnalysisWorker]
  private var jobs: [Job<InvertedBatch, StorageError>] = []
  private var waiting: [(batch: DocumentBatch, memoryLimit: Int)] = []
  private var submittedCount = 0

  private static let batchesPerWorker = 3

  /// Creates an idle pipeline.
  ///
  /// - Parameters:
  ///   - analysis: how text becomes terms.
  ///   - threadCount: the number of workers.
  ///   - path: what the names of temporary files begin with.
  ///   - fileSystem: where those are made.
  init(
    analysis: FieldAnalysis, threadCount: Int, path: String, fileSystem: any FileSystem
  ) {
    workers = (0..<max(1, threadCount)).map {
      AnalysisWorker(analysis: analysis, path: "\(path).run\($0)", fileSystem: fileSystem)
    }
  }

  /// Whether a batch must be taken out before another is put in.
  var isFull: Bool {
    workers.count == 1 ? !waiting.isEmpty : jobs.count >= Self.batchesPerWorker * workers.count
  }

  /// Puts a batch in. All postings together may take about `memoryLimit` bytes in memory.
  mutating func submit(_ batch: DocumentBatch, memoryLimit: Int) {
    let memoryLimit = memoryLimit / workers.count
    guard workers.count > 1 else {
      waiting.append((batch, memoryLimit))
      return
    }
    let worker = workers[submittedCount % workers.count]
    jobs.append(worker.submit(batch, memoryLimit: memoryLimit))
    submittedCount += 1
  }

  /// Takes the earliest batch out, waiting for it; nil if none is under way.
  ///
  /// - Throws: `StorageError.system` when a temporary file cannot be written.
  mutating func next() throws(StorageError) -> InvertedBatch? {
    if workers.count == 1 {
      guard !waiting.isEmpty else { return nil }
      let (batch, memoryLimit) = waiting.removeFirst()
      return try workers[0].invert(batch, memoryLimit: memoryLimit)
    }
    guard !jobs.isEmpty else { return nil }
    return try jobs.removeFirst().wait()
  }

  /// The postings of all batches, which must have been taken out, and the readings.
  ///
  /// - Complexity: O(n log n) in the terms that are in memory.
  mutating func finish() -> (runs: [TermRun], readings: ReadingCollector) {
    let results = Mutex(
      [(runs: [TermRun], readings: ReadingCollector)?](
        repeating: nil, count: workers.count))
    DispatchQueue.concurrentPerform(iterations: workers.count) { [workers] index in
      let result = workers[index].finish()
      results.withLock { $0[index] = result }
    }
    var runs: [TermRun] = []
    var readings = ReadingCollector()
    for case let result? in results.withLock({ $0 }) {
      runs += result.runs
      readings.insert(contentsOf: result.readings)
    }
    return (runs, readings)
  }
}
