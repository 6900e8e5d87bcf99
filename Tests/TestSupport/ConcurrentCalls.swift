// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Calls a closure with each number below `count` on several threads at once, on each thread `rounds` times
/// and every time in another order, the same for every run; returns when all are done.
package func callConcurrently(
  threadCount: Int, rounds: Int, count: Int, _ body: @escaping @Sendable (Int) -> Void
) {
  let done = DispatchGroup()
  for thread in 0..<threadCount {
    done.enter()
    Thread.detachNewThread {
      var order = Array(0..<count)
      var random = SeededGenerator(seed: UInt64(thread))
      for _ in 0..<rounds {
        order.shuffle(using: &random)
        for number in order { body(number) }
      }
      done.leave()
    }
  }
  done.wait()
}
