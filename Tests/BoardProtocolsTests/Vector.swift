import BoardProtocols
import Testing

/// A frame with what it means. Provenance: `public source` are frames that public code or documents print, `computed`
/// follow from the protocol's rule.
struct Vector: CustomTestStringConvertible, Sendable {
  enum Origin { case publicSource, computed }

  let hex: String
  /// The request that the frame answers, where its bytes alone don't tell.
  var request: String?
  let kind: BoardFrame.Kind
  /// How many locks the frame names or reports.
  let locks: Int
  let meaning: String
  let origin: Origin

  init(
    _ hex: String, _ kind: BoardFrame.Kind, _ locks: Int, _ meaning: String, answering request: String? = nil,
    _ origin: Origin = .publicSource
  ) {
    self.hex = hex
    self.kind = kind
    self.locks = locks
    self.meaning = meaning
    self.request = request
    self.origin = origin
  }

  var testDescription: String { hex }

  func decoded(_ name: BoardProtocol) throws -> BoardFrame {
    try name.decode(Hex.bytes(hex), answering: request.map { text in try Hex.bytes(text) })
  }

  /// It means what it should, and its bytes come back.
  func check(_ name: BoardProtocol) throws {
    let frame = try decoded(name)
    #expect(frame.kind == kind)
    #expect(frame.meaning == meaning)
    #expect(frame.locks.count == locks)
    #expect(Hex.text(frame.bytes) == hex)
  }

  /// Why these bytes are no frame; nil when they are one.
  static func refusal(of hex: String, _ name: BoardProtocol) throws -> String? {
    let bytes = try Hex.bytes(hex)
    do throws(InvalidFrame) {
      _ = try name.decode(bytes)
      return nil
    } catch {
      return error.message
    }
  }
}
