// SPDX-License-Identifier: Apache-2.0

/// Numbers by two numbers.
///
/// Open addressing with linear probing, so a look-up reads one place of memory nearly always.
struct PairTable: Sendable {
  /// A pair and its value; value 0 is free.
  private struct Slot {
    var pair: UInt64 = 0
    var value: UInt32 = 0
  }

  /// A power of two, at most half full.
  private var slots: [Slot]
  /// The number of pairs that have a value.
  private(set) var count = 0

  private static let firstSlotCount = 1 << 8

  /// Creates an empty table.
  init() { slots = Array(repeating: Slot(), count: Self.firstSlotCount) }

  /// The value of a pair, 0 where it has none.
  func value(_ first: UInt32, _ second: UInt32) -> UInt32 {
    slots[place(of: Self.pair(first, second))].value
  }

  /// Gives a pair a value, which is not 0.
  mutating func set(_ first: UInt32, _ second: UInt32, to value: UInt32) {
    precondition(value != 0, "0 stands for no value")
    if 2 * (count + 1) > slots.count { grow() }
    let pair = Self.pair(first, second)
    let place = place(of: pair)
    if slots[place].value == 0 { count += 1 }
    slots[place] = Slot(pair: pair, value: value)
  }

  /// Forgets all pairs.
  mutating func removeAll() { self = PairTable() }

  private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 {
    UInt64(first) << 32 | UInt64(second)
  }

  /// Where the pair stands, or else the free place it would go to.
  private func place(of pair: UInt64) -> Int {
    let mask = slots.count &- 1
    let hash = pair &* 0x9E37_79B9_7F4A_7C15
    var place = Int(truncatingIfNeeded: (hash ^ hash &>> 32) &>> 8) & mask
    while slots[place].value != 0, slots[place].pair != pair { place = (place &+ 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: 2 * old.count)
    for slot in old where slot.value != 0 { slots[place(of: slot.pair)] = slot }
  }
}
