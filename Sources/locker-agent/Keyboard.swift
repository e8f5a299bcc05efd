import Configuration
import Glibc
import Linux

/// What a technician types, line by line, without waiting for it.
struct Keyboard {
  enum Line: Equatable {
    case answer(DoorLearning.Answer)
    /// Something else than the keys that are known.
    case unknown
    case end
  }

  private var bytes: [UInt8] = []
  private var isAtEnd = false

  /// The lines that are complete by now.
  mutating func lines() -> [Line] {
    var isEnding = false
    while !isAtEnd, Poll.input(from: [STDIN_FILENO], timeout: .zero) != [0] {
      var piece = [UInt8](repeating: 0, count: 256)
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      isAtEnd = count <= 0
      isEnding = isAtEnd
      bytes += piece.prefix(max(0, count))
    }
    var lines: [Line] = []
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(Self.line(bytes[..<end]))
      bytes.removeFirst(end + 1)
    }
    return isEnding ? lines + [.end] : lines
  }

  private static func line(_ bytes: ArraySlice<UInt8>) -> Line {
    switch String(decoding: bytes, as: UTF8.self).filter({ !$0.isWhitespace }).lowercased() {
    case "": .answer(.done)
    case "s": .answer(.skip)
    case "r": .answer(.again)
    case "q": .answer(.quit)
    default: .unknown
    }
  }
}
