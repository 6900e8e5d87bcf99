// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Synchronization

/// Something that another thread works on.
final class Job<Value: Sendable, Failure: Error>: Sendable {
  private let result = Mutex<Result<Value, Failure>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  /// Begins with the work on a queue.
  init(on queue: DispatchQueue, _ work: @escaping @Sendable () throws(Failure) -> Value) {
    queue.async { [self] in
      let found = Result { () throws(Failure) in try work() }
      result.withLock { $0 = found }
      isDone.signal()
    }
  }

  /// Waits for the value; nil where it was taken before.
  ///
  /// - Throws: what the work throws.
  func wait() throws(Failure) -> Value? {
    isDone.wait()
    return try result.withLock { $0.take() }?.get()
  }
}
