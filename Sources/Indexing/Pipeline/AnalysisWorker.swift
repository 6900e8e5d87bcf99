// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Storage
import Synchronization
import TextAnalysis

/// Analyzes and inverts batches, one after the other, in the order they are given to it.
///
/// Its postings stay with it until they take more memory than they may; then they go to a temporary
/// file, as a run.
final class AnalysisWorker: Sendable {
  private let analysis: FieldAnalysis
  private let path: String
  private let fileSystem: any FileSystem
  private let queue = DispatchQueue(label: "sakuin.analysis")
  private let state = Mutex(State())

  private struct State: ~Copyable {
    var inverter = Inverter()
    var runs: [TermRun] = []
  }

  /// Creates a worker; `path` names its temporary files.
  init(analysis: FieldAnalysis, path: String, fileSystem: any FileSystem) {
    self.analysis = analysis
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Begins with a batch when those before it are done.
  func submit(_ batch: DocumentBatch, memoryLimit: Int) -> Job<InvertedBatch, StorageError> {
    Job(on: queue) { () throws(StorageError) in
      try self.invert(batch, memoryLimit: memoryLimit)
    }
  }

  /// Analyzes and inverts a batch on the calling thread. Postings of more than `memoryLimit` bytes then
  /// go to a temporary file.
  ///
  /// - Throws: `StorageError.system` when a run cannot be written.
  func invert(
    _ batch: DocumentBatch, memoryLimit: Int
  ) throws(StorageError) -> InvertedBatch {
    try state.withLock { (state) throws(StorageError) in
      let inverted = analysis.invert(batch, with: &state.inverter)
      if state.inverter.byteCount > memoryLimit, !state.inverter.isEmpty {
        let name = FilePath("\(path)-\(state.runs.count)")
        state.runs.append(
          TermRun(
            try SpilledRun(writing: state.inverter.takeRun(), path: name, fileSystem: fileSystem)))
      }
      return inverted
    }
  }

  /// All runs, the last one still in memory, and the readings; the worker is empty then.
  func finish() -> (runs: [TermRun], readings: ReadingCollector) {
    state.withLock { state in
      var runs = state.runs
      state.runs = []
      if !state.inverter.isEmpty { runs.append(TermRun(state.inverter.takeRun())) }
      return (runs, state.inverter.collector.readings)
    }
  }
}
