// SPDX-License-Identifier: Apache-2.0

/// Collects the impacts of a block: the Pareto front of its (frequency, length code) pairs, thinned
/// to four.
struct ImpactCollector {
  // The lowest length code seen with each frequency from 1 to 255; 256 for none.
  private var lowestCodes = InlineArray<256, UInt16>(repeating: 256)
  private var largestFrequency = 0

  /// Takes in a posting.
  mutating func add(frequency: UInt32, lengthCode: UInt8) {
    let frequency = Int(min(frequency, 255))
    if UInt16(lengthCode) < lowestCodes[frequency] {
      lowestCodes[frequency] = UInt16(lengthCode)
      largestFrequency = max(largestFrequency, frequency)
    }
  }

  /// Takes in the impacts of another block.
  mutating func add(_ impacts: ImpactList) {
    for index in 0..<impacts.count {
      let impact = impacts[index]
      add(frequency: UInt32(impact.frequency), lengthCode: impact.lengthCode)
    }
  }

  /// Returns the impacts of what was taken in, and starts afresh.
  mutating func take() -> ImpactList {
    // From the highest frequency down, a pair is on the front when its code is the lowest so far.
    var front: [Impact] = []
    var lowest: UInt16 = 256
    var frequency = largestFrequency
    while frequency >= 1 {
      if lowestCodes[frequency] < lowest {
        lowest = lowestCodes[frequency]
        front.append(Impact(frequency: UInt8(frequency), lengthCode: UInt8(lowest)))
      }
      lowestCodes[frequency] = 256
      frequency -= 1
    }
    largestFrequency = 0
    front.reverse()
    while front.count > ImpactList.capacity { Self.joinClosest(&front) }
    var list = ImpactList()
    for impact in front { list.append(impact) }
    return list
  }

  /// Replaces the two neighbours whose common bound is least above them by that bound.
  private static func joinClosest(_ front: inout [Impact]) {
    var best = 0
    var bestLoss = Int.max
    for index in 0..<front.count - 1 {
      let (low, high) = (front[index], front[index + 1])
      // The frequency of the lower pair and the length of the higher one grow better than they
      // were: by which share, in 1/4096. Eight length codes are a factor of two.
      let frequencies = 4096 * Int(high.frequency - low.frequency) / Int(high.frequency)
      let lengths = 512 * Int(high.lengthCode - low.lengthCode)
      let loss = min(frequencies, lengths)
      if loss < bestLoss {
        bestLoss = loss
        best = index
      }
    }
    front[best + 1].lengthCode = front[best].lengthCode
    front.remove(at: best)
  }
}
