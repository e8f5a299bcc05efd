import FoundationEssentials

/// What Prokeep's documentation says of a request, and the answer to it.
///
/// Documented: path, Basic authentication, the three fields, 202 with `x-request-id` and `{"data":{...}}`. Everything about
/// refusals and about what `data` holds is the stand-in's own.
struct ProkeepStandInRules: Sendable {
  struct Reply: Hashable, Sendable {
    var status: Int
    var headers: [String: String]
    var body: String
  }

  private let authorization: String
  /// The status for any other pair.
  private let refusal: Int
  let path: String

  init(username: String, password: String, refusal: Int = 401, path: String) {
    authorization = "Basic " + Data("\(username):\(password)".utf8).base64EncodedString()
    self.refusal = refusal
    self.path = path
  }

  /// The message, if the body holds a right one.
  func message(in body: [UInt8]) -> ProkeepStandInMessage? {
    try? JSONDecoder().decode(ProkeepStandInMessage.self, from: Data(body))
  }

  func reply(to request: ProkeepStandInRequest, requestID: String) -> Reply {
    func refused(_ status: Int, _ why: String, _ headers: [String: String] = [:]) -> Reply {
      let headers = headers.merging(["x-request-id": requestID, "content-type": "application/json"]) { a, _ in a }
      return Reply(status: status, headers: headers, body: #"{"error":"\#(why)"}"#)
    }
    guard request.path == path else { return refused(404, "no such path") }
    guard request.method == "POST" else { return refused(405, "only POST", ["allow": "POST"]) }
    guard request.headers["authorization"] == authorization else {
      return refused(refusal, "wrong credentials", ["www-authenticate": #"Basic realm="prokeep""#])
    }
    guard let type = request.headers["content-type"], Self.isJSON(type) else {
      return refused(415, "the content type is not application/json")
    }
    guard let message = request.message else { return refused(400, "not JSON with from, to and text") }
    guard Self.isE164(message.from) else { return refused(422, "from is not E.164") }
    guard Self.isE164(message.to) else { return refused(422, "to is not E.164") }
    guard !message.text.isEmpty else { return refused(422, "text is empty") }
    return Reply(
      status: 202, headers: ["x-request-id": requestID, "content-type": "application/json"],
      body: Self.encoded(["data": message]))
  }

  private static func isJSON(_ type: String) -> Bool {
    type.prefix { $0 != ";" && $0 != " " }.lowercased() == "application/json"
  }

  /// A plus sign and 8 to 15 digits, the first not 0 (ITU-T E.164, 6.2).
  private static func isE164(_ number: String) -> Bool {
    let digits = number.utf8.dropFirst()
    return number.utf8.first == UInt8(ascii: "+") && (8...15).contains(digits.count)
      && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && digits.first != UInt8(ascii: "0")
  }

  private static func encoded(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("what was decoded can be encoded: \(error)")
    }
  }
}
