import ArgumentParser
import BoardProtocols

struct SerialDecodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Explains a frame, without hardware. Exit code 65 when it is none.")

  @OptionGroup var options: CommonOptions

  @Option(name: .customLong("protocol"), help: "The frame's protocol.")
  var boardProtocol: BoardProtocol

  @Option(name: .long, help: "The request that the frame answers, where two meanings are possible.")
  var request: String?

  @Argument(help: "The bytes in hexadecimal, with or without spaces.")
  var hex: [String]

  func run() async throws {
    do {
      let bytes = try Hex.bytes(hex.joined(separator: " "))
      let frame = try boardProtocol.decode(bytes, answering: request.map(Hex.bytes))
      if options.json {
        try Screen.json(DecodedFrame(frame, boardProtocol))
      } else {
        Screen.line("\(frame.kind.rawValue): \(frame.meaning)")
        for lock in frame.locks where lock.raw != nil { Screen.line("  lock \(lock.lock)  raw \(lock.raw ?? 0)") }
      }
    } catch let invalid as InvalidFrame {
      if options.json {
        try Screen.json(UndecodedFrame(error: invalid.message))
      } else {
        Screen.error("not a \(boardProtocol.rawValue) frame: \(invalid.message)")
      }
      throw Status.data
    }
  }
}

/// `serial decode --json` of a valid frame.
struct DecodedFrame: Encodable {
  struct Lock: Encodable {
    /// Counted from 1.
    var lock: Int
    /// The bit or byte as the board sent it; absent in a request.
    var raw: Int?
  }

  var `protocol`: String
  var valid = true
  var kind: String
  /// Absent when the frame speaks to every board.
  var address: Int?
  var locks: [Lock]

  init(_ frame: BoardFrame, _ boardProtocol: BoardProtocol) {
    `protocol` = boardProtocol.rawValue
    kind = frame.kind.rawValue
    address = frame.address
    locks = frame.locks.map { Lock(lock: $0.lock, raw: $0.raw) }
  }
}

/// `serial decode --json` of anything else.
struct UndecodedFrame: Encodable {
  var valid = false
  var error: String
}
