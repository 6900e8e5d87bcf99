// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import Storage

@Suite struct WorkspacePoolTests {
  private final class Counter: @unchecked Sendable {
    // Safe: the pool gives it to one thread at a time, which is what is tested.
    var value = 0
    var isInUse = false
  }

  @Test func nestedCallsHaveWorkspacesOfTheirOwn() {
    let pool = WorkspacePool<Counter>()
    var used: [Counter] = []
    func nest(_ depth: Int) {
      if depth == 0 { return }
      pool.withWorkspace(orNew: { Counter() }) { (counter: Counter) -> Void in
        used.append(counter)
        nest(depth - 1)
      }
    }
    nest(100)  // more than the pool has places
    #expect(Set(used.map { ObjectIdentifier($0) }).count == 100)
    let first = used[0]
    pool.withWorkspace(orNew: { Counter() }) { (counter: Counter) -> Void in
      #expect(counter === first)
    }
  }

  @Test func aFailureToMakeOneLeavesThePlaceFree() {
    struct Failure: Error {}
    let pool = WorkspacePool<Counter>()
    func fails() -> Bool {
      do throws(Failure) {
        return try pool.withWorkspace(
          orNew: { () throws(Failure) -> Counter in throw Failure() },
          { (_: Counter) throws(Failure) -> Bool in false })
      } catch {
        return true
      }
    }
    for _ in 0..<200 { #expect(fails()) }
    var kept: Counter?
    pool.withWorkspace(orNew: { Counter() }) { (counter: Counter) -> Void in kept = counter }
    pool.withWorkspace(orNew: { Counter() }) { (counter: Counter) -> Void in
      #expect(counter === kept)
    }
  }

  /// Every call adds 1 to the workspace it has; what two threads shared would miss some.
  @Test func threadsNeverShareAWorkspace() {
    let pool = WorkspacePool<Counter>()
    let total = Mutex(0)
    let shared = Mutex(0)
    let made = Mutex<[Counter]>([])
    let done = DispatchGroup()
    for _ in 0..<8 {
      done.enter()
      Thread.detachNewThread {
        for _ in 0..<20_000 {
          pool.withWorkspace(
            orNew: { () -> Counter in
              let counter = Counter()
              made.withLock { $0.append(counter) }
              return counter
            },
            { (counter: Counter) -> Void in
              if counter.isInUse { shared.withLock { $0 += 1 } }
              counter.isInUse = true
              counter.value += 1
              counter.isInUse = false
            })
        }
        total.withLock { $0 += 20_000 }
        done.leave()
      }
    }
    done.wait()
    #expect(shared.withLock { $0 } == 0)
    #expect(made.withLock { $0.reduce(0) { $0 + $1.value } } == total.withLock { $0 })
  }
}
