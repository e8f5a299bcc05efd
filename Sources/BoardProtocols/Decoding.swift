extension BoardProtocol {
  /// Reads one whole frame, as `serial decode` does. `request`: the bytes of the request it answers, where two meanings
  /// are possible. What is thrown says what was expected, and what else the bytes could be.
  package func decode(_ bytes: [UInt8], answering request: [UInt8]? = nil) throws(InvalidFrame) -> BoardFrame {
    guard !bytes.isEmpty else { throw InvalidFrame(.noBytes) }
    let pending = try request.map { bytes throws(InvalidFrame) in try self.request(bytes) }
    do throws(InvalidFrame) {
      return try codec.frame(bytes[...], answering: pending)
    } catch {
      var explained = error
      explained.hints = [frameInside(bytes), otherProtocol(of: bytes)].compactMap { $0 }
      throw explained
    }
  }

  private func request(_ bytes: [UInt8]) throws(InvalidFrame) -> BoardFrame {
    do throws(InvalidFrame) {
      return try codec.frame(bytes[...], answering: nil)
    } catch {
      var explained = error
      explained.isOfRequest = true
      throw explained
    }
  }

  /// A valid frame with junk around it, or the first of several in a row.
  private func frameInside(_ bytes: [UInt8]) -> String? {
    for start in bytes.indices {
      let rest = bytes[start...]
      let lengths: [Int] =
        switch codec.lengths(of: rest, answering: nil) {
        case .impossible, .undecided: []
        case .exactly(let length): [length]
        case .shortest(let lengths): lengths
        case .longest(let lengths): Array(lengths)
        }
      for length in lengths.reversed() where length <= rest.count {
        if let frame = try? codec.frame(rest.prefix(length), answering: nil) {
          return "bytes \(start + 1) to \(start + length) are a valid frame by themselves: \(frame.meaning)"
        }
      }
    }
    return nil
  }

  private func otherProtocol(of bytes: [UInt8]) -> String? {
    for other in BoardProtocol.allCases where other != self {
      if let frame = try? other.codec.frame(bytes[...], answering: nil) {
        return "as \(other.rawValue) it is valid: \(frame.meaning)"
      }
    }
    return nil
  }
}

extension BoardFrame {
  /// What the board says to this request may be the request's own bytes.
  package func mayBeItsOwnAnswer(in boardProtocol: BoardProtocol) -> Bool {
    (try? boardProtocol.decode(bytes, answering: bytes)).map { $0.answers(self) } ?? false
  }
}

extension BoardProtocol {
  /// The first frame of another protocol in bytes that hold none of this one.
  package func foreignFrame(in bytes: [UInt8]) -> (boardProtocol: BoardProtocol, frame: BoardFrame)? {
    for other in BoardProtocol.allCases where other != self {
      var parser = FrameParser(other)
      for case .frame(let frame) in parser.received(bytes) + parser.lineWentQuiet() { return (other, frame) }
    }
    return nil
  }
}
