// SPDX-License-Identifier: Apache-2.0

/// Something about a query that its author should know: how a part was understood, or that it can
/// match nothing.
public struct SearchDiagnostic: Hashable, Sendable {
  /// A sentence without its place.
  public var message: String
  /// The part of the query it is about, in UTF-8 bytes, or nil.
  public var utf8Range: Range<Int>?

  /// Creates a diagnostic.
  public init(message: String, utf8Range: Range<Int>? = nil) {
    self.message = message
    self.utf8Range = utf8Range
  }
}
