extension BoardProtocol {
  /// What boards of any known protocol would find in the bytes of one of ours, wherever a frame of theirs begins in it, if
  /// that does more than ask for a state: for bytes that are sent to boards which nobody knows yet.
  ///
  /// A WINNSEN query of station 149 is a batch unlock to the 8A/80 board 7, for one.
  package func sideEffects(of bytes: [UInt8]) -> [(boardProtocol: BoardProtocol, frame: BoardFrame)] {
    BoardProtocol.allCases.flatMap { other in
      bytes.indices.flatMap { start in
        (start..<bytes.endIndex).compactMap { last -> (boardProtocol: BoardProtocol, frame: BoardFrame)? in
          guard let frame = try? other.codec.frame(bytes[start...last], answering: nil), !frame.onlyTellsState else {
            return nil
          }
          return (other, frame)
        }
      }
    }
  }
}

extension BoardFrame {
  /// A query of a state, or what a board says of its own accord or in answer to one.
  fileprivate var onlyTellsState: Bool {
    switch kind {
    case .request: answer == .state || answer == .stateAll
    case .state, .stateAll, .doorEvent: true
    case .unlockReply, .other: false
    }
  }
}
