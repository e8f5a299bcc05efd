/// Finds scans in what a reader sends, byte by byte: how the stream is cut makes no difference.
package struct ScanParser: Sendable {
  package enum Item: Hashable, Sendable {
    case scan(String, bytes: [UInt8])
    /// Bytes that are no scan.
    case refused(Reason, bytes: [UInt8])
  }

  package enum Reason: Hashable, Sendable {
    /// Control or invisible characters: the wrong speed, or a suffix or prefix that the format does not have.
    case control
    /// Not text in the format's encoding.
    case encoding
    case tooLong
    /// No suffix came.
    case unfinished
    /// STX is missing.
    case noPrefix
    /// The reader has answered a command.
    case commandReply
  }

  /// A scan takes milliseconds: what has not ended after so long never will.
  private static let patience = Duration.seconds(1)
  /// The silence that ends a reply: its length is not known.
  private static let replyGap = Duration.milliseconds(50)
  private static let stx: UInt8 = 0x02
  private static let lineEnds: Set<UInt8> = [0x0A, 0x0D]

  private let format: ScanFormat
  private let ends: Set<UInt8>
  private var bytes: [UInt8] = []
  private var isTooLong = false
  private var isReply = false

  package init(_ format: ScanFormat) {
    self.format = format
    ends =
      switch format.suffix {
      case .any: [0x09, 0x0A, 0x0D]
      case .cr: [0x0D]
      case .lf: [0x0A]
      case .crlf: [0x0A, 0x0D]
      case .tab: [0x09]
      case .none: []
      }
  }

  package mutating func received(_ bytes: [UInt8]) -> [Item] { bytes.flatMap { take($0) } }

  /// After how long a silence to call `lineWentQuiet`; nil while nothing waits for one.
  package var quietAfter: Duration? {
    if bytes.isEmpty { return nil }
    if isReply { return Self.replyGap }
    if case .none(let gap) = format.suffix { return gap }
    return Self.patience
  }

  package mutating func lineWentQuiet() -> [Item] {
    if bytes.isEmpty { return [] }
    if isReply { return [refused(.commandReply)] }
    if case .none = format.suffix { return end() }
    return [refused(.unfinished)]
  }

  private mutating func take(_ byte: UInt8) -> [Item] {
    // GM65 and its kin answer commands on the same line; only a silence tells where the answer ends.
    if bytes == [Self.stx], byte == 0 { isReply = true }
    if !isReply {
      if ends.contains(byte) { return bytes.isEmpty ? [] : end() }
      if bytes.isEmpty, Self.lineEnds.contains(byte) { return [] }
      if format.hasSTX, byte == Self.stx, !bytes.isEmpty {
        defer { bytes = [byte] }
        return [refused(.noPrefix)]
      }
    }
    if bytes.count < ScanFormat.longest { bytes.append(byte) } else { isTooLong = true }
    return []
  }

  private mutating func refused(_ reason: Reason) -> Item {
    defer {
      bytes = []
      isTooLong = false
      isReply = false
    }
    return .refused(reason, bytes: bytes)
  }

  private mutating func end() -> [Item] {
    if isTooLong { return [refused(.tooLong)] }
    var content = bytes[...]
    if format.hasSTX {
      guard content.first == Self.stx else { return [refused(.noPrefix)] }
      content = content.dropFirst()
    }
    if format.stripsAIM, Self.beginsWithAIM(content) { content = content.dropFirst(3) }
    guard let text = text(content) else { return [refused(.encoding)] }
    guard !text.unicodeScalars.contains(where: \.isInvisible) else { return [refused(.control)] }
    defer { bytes = [] }
    return text.isEmpty ? [] : [.scan(text, bytes: bytes)]
  }

  private func text(_ content: ArraySlice<UInt8>) -> String? {
    switch format.encoding {
    case .utf8: String(validating: content, as: UTF8.self)
    case .latin1: String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) }))
    }
  }

  private static func beginsWithAIM(_ content: ArraySlice<UInt8>) -> Bool {
    let id = content.prefix(3).map { Unicode.Scalar($0) }
    guard id.count == 3, id[0] == "]" else { return false }
    return ("A"..."Z").contains(id[1]) || ("a"..."z").contains(id[1])
  }
}

extension Unicode.Scalar {
  /// Control characters, those from U+0080 on too: on a terminal they do things.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
