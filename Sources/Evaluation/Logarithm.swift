// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The logarithm that discounts gains.
enum Logarithm {
  /// log2 of a positive number.
  static func base2(_ number: Int) -> Double { log2(Double(number)) }
}
