import CCurl

/// What libcurl's callbacks of one attempt talk to. Lives on the client's thread.
final class Exchange {
  private let easy: UnsafeMutableRawPointer
  private let mark: () -> Bool
  private var record = AttemptRecord()
  private var head: AnswerHead
  private var body: [UInt8] = []
  private var bodyLength = 0

  /// Kept for redaction, whose result is cut to less: a secret that straddles the cut is still seen whole.
  private static let longestKept = 16 * 1024
  /// Read, to be able to keep the connection; a longer body ends it.
  private static let longestRead = 256 * 1024

  init(easy: borrowing EasyHandle, requestIDHeader: String, mark: @escaping () -> Bool) {
    self.easy = easy.pointer
    self.mark = mark
    head = AnswerHead(requestIDHeader: requestIDHeader)
  }

  /// Points the handle's callbacks here. The exchange has to outlive the transfer.
  func attach(to easy: borrowing EasyHandle) throws(ProkeepError) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    try easy.set(CURLOPT_HEADERDATA, context: context)
    try easy.set(CURLOPT_WRITEDATA, context: context)
    try easy.set(CURLOPT_PREREQDATA, context: context)
    try easy.check(
      ccurl_set_on_header(easy.pointer) { bytes, one, count, context in
        Exchange.of(context)?.readHeader(UnsafeRawBufferPointer(start: bytes, count: one * count)) ?? 0
      })
    try easy.check(
      ccurl_set_on_body(easy.pointer) { bytes, one, count, context in
        Exchange.of(context)?.readBody(UnsafeRawBufferPointer(start: bytes, count: one * count)) ?? 0
      })
    try easy.check(
      ccurl_set_before_request(easy.pointer) { context, _, _, _, _ in
        Exchange.of(context)?.aboutToSend() ?? CURL_PREREQFUNC_ABORT
      })
  }

  func end(_ trouble: Trouble?, profile: WireProfile, redaction: Redaction) -> AttemptEnd {
    var answer: Answer?
    if head.isComplete, let status = head.status {
      answer = Answer(
        status: status, requestID: head.requestID, retryAfter: head.retryAfter, messageID: profile.messageID(in: body),
        body: redaction.strike(body))
    }
    return record.end(trouble, sent: sent, answer: answer)
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange? {
    context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }

  /// What connections took so far. Counts what `send` took, so the kernel's buffer is "left" already.
  private var sent: Int {
    var value = 0
    ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &value)
    return value
  }

  private func aboutToSend() -> Int32 {
    switch record.aboutToSend(sent: sent) {
    case .go: return CURL_PREREQFUNC_OK
    case .abort: return CURL_PREREQFUNC_ABORT
    case .setMark:
      if mark() { return CURL_PREREQFUNC_OK }
      record.markRefused()
      return CURL_PREREQFUNC_ABORT
    }
  }

  private func readHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    head.line(bytes)
    return bytes.count
  }

  private func readBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    body += bytes.prefix(Self.longestKept - body.count)
    bodyLength += bytes.count
    return bodyLength <= Self.longestRead ? bytes.count : 0
  }
}
