/// Status and header fields of an answer, collected line by line as libcurl hands them on.
struct AnswerHead: Hashable, Sendable {
  private(set) var status: Int?
  /// The final status line and all header fields were read: Prokeep has answered, whatever happens to the body.
  private(set) var isComplete = false
  private(set) var requestID: String?
  private var retryAfterField: String?
  private var dateField: String?
  private let requestIDHeader: String

  private static let longestRequestID = 128

  init(requestIDHeader: String) { self.requestIDHeader = requestIDHeader.lowercased() }

  var retryAfter: Duration? { retryAfterField.flatMap { RetryAfter.parse($0, answeredAt: dateField) } }

  /// Takes one line with its line end. Lines behind the head (trailers of a chunked body) change nothing.
  mutating func line(_ bytes: some Collection<UInt8>) {
    guard !isComplete else { return }
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      // An interim answer (1xx) was only a prelude: what it said doesn't count.
      self = AnswerHead(requestIDHeader: requestIDHeader)
      status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
    } else if text.isEmpty {
      isComplete = status.map { $0 >= 200 } ?? false
    } else if let colon = text.firstIndex(of: ":") {
      field(text[..<colon].lowercased(), Self.trimmed(text[text.index(after: colon)...]))
    }
  }

  private mutating func field(_ name: String, _ value: Substring) {
    switch name {
    case "retry-after": retryAfterField = String(value)
    case "date": dateField = String(value)
    case requestIDHeader:
      // It goes into logs and onto screens: visible ASCII only, and not for ever.
      let visible = value.unicodeScalars.filter { (0x21...0x7e).contains($0.value) }
      requestID = visible.isEmpty ? nil : String(String.UnicodeScalarView(visible.prefix(Self.longestRequestID)))
    default: break
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
