/// The `text/event-stream` format (WHATWG HTML, section 9.2), as far as the local API uses it: `id` and `data`.
package struct ServerSentEvents {
  package static let mediaType = "text/event-stream"

  /// One event as it is sent. `data` has no line breaks.
  package static func frame(id: Int64, data: String) -> String { "id: \(id)\ndata: \(data)\n\n" }

  /// The stream sent more in one line than any event has.
  package struct LineTooLong: Error {}

  private static let longestLine = 1 << 20

  private var line: [UInt8] = []
  private var data: [String] = []

  package init() {}

  /// Takes bytes as they come; returns the data of each event that they complete.
  package mutating func read(_ bytes: some Sequence<UInt8>) throws(LineTooLong) -> [String] {
    var events: [String] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        guard line.count < Self.longestLine else { throw LineTooLong() }
        line.append(byte)
        continue
      }
      if let event = lineEnded() { events.append(event) }
    }
    return events
  }

  private mutating func lineEnded() -> String? {
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    let text = String(decoding: line, as: UTF8.self)
    line.removeAll(keepingCapacity: true)
    if text.isEmpty {
      defer { data.removeAll() }
      return data.isEmpty ? nil : data.joined(separator: "\n")
    }
    if text.hasPrefix("data:") {
      let value = text.dropFirst("data:".count)
      data.append(String(value.first == " " ? value.dropFirst() : value))
    }
    return nil
  }
}
