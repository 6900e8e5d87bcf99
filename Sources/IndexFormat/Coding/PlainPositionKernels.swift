// SPDX-License-Identifier: Apache-2.0

/// The kernel of Positions.c that keeps candidates, in plain Swift. Those that read coded bytes are held
/// to `PostingsReader.decodePositions` and a scan of positions instead.
enum PlainPositionKernels {
  /// Of the candidates in a range those among the documents, each as its number and its place there.
  static func keep(
    _ candidates: [UInt32], _ range: Range<Int>, among documents: [UInt32]
  ) -> [(candidate: Int, place: Int)] {
    range.compactMap { candidate in
      documents.firstIndex(of: candidates[candidate]).map { (candidate, $0) }
    }
  }
}
