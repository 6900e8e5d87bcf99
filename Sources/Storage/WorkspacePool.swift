// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// Workspaces that one thread at a time uses, kept for the next one that needs one.
///
/// Taking one and giving it back needs no lock and, as a rule, touches no memory that another thread
/// writes: a thread begins to look at the place that its own identity chooses, and so mostly gets
/// the workspace that it used last. It costs an exchange and a store on memory of the thread's own,
/// some ten nanoseconds.
package final class WorkspacePool<Workspace: AnyObject>: Sendable {
  private let places: [Place]

  /// A power of two, above the threads of any usual machine; more threads are served, with
  /// workspaces that are not kept.
  private static var placeCount: Int { 64 }

  /// A workspace, and whether a thread has it.
  private final class Place: @unchecked Sendable {
    // Safe: the workspace is touched only between `take` and `giveBack`, whose exchanges order what
    // one thread does before what the next one sees.
    var workspace: Workspace?
    private let isTaken = Atomic(false)

    /// Takes the place, unless another thread has it.
    func take() -> Bool {
      !isTaken.load(ordering: .relaxed)
        && isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    /// Leaves the place to the next thread.
    func giveBack() { isTaken.store(false, ordering: .releasing) }
  }

  /// Creates a pool without workspaces.
  package init() {
    places = (0..<Self.placeCount).map { _ in Place() }
  }

  /// Calls `body` with a workspace that nobody else uses meanwhile: one that was used before, or a
  /// new one. Calls may nest; each has its own workspace.
  ///
  /// - Throws: what `makeNew` and `body` throw.
  package func withWorkspace<Result, Failure: Error>(
    orNew makeNew: () throws(Failure) -> Workspace,
    _ body: (Workspace) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Identities of threads are addresses a stack apart; the multiplication spreads them.
    let identity = UInt64(pthread_self()) &* 0x9E37_79B9_7F4A_7C15
    let first = Int(truncatingIfNeeded: identity >> 48)
    for distance in 0..<Self.placeCount {
      let place = places[(first + distance) & (Self.placeCount - 1)]
      guard place.take() else { continue }
      defer { place.giveBack() }
      let workspace: Workspace
      if let used = place.workspace {
        workspace = used
      } else {
        workspace = try makeNew()
        place.workspace = workspace
      }
      return try body(workspace)
    }
    return try body(makeNew())
  }
}
