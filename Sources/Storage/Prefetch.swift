// SPDX-License-Identifier: Apache-2.0

public import CKernels

extension Span {
  /// Asks for the memory of an element ahead of its use.
  @inlinable
  @inline(__always)
  package func prefetch(_ index: Int) {
    // Safe: the address is not read, wherever it is.
    unsafe withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      unsafe sakuin_prefetch(base + index)
    }
  }
}
