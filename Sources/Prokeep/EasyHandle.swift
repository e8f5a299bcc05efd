import CCurl

/// One libcurl transfer handle, reused for every attempt.
struct EasyHandle: ~Copyable {
  let pointer: UnsafeMutableRawPointer

  init() throws(ProkeepError) {
    guard let pointer = curl_easy_init() else {
      throw ProkeepError(.libcurl, subject: "libcurl", sentence: "libcurl can't make a transfer handle: out of memory?")
    }
    self.pointer = pointer
  }

  deinit { curl_easy_cleanup(pointer) }

  func set(_ option: CURLoption, _ value: Int) throws(ProkeepError) {
    try check(ccurl_set_long(pointer, option, value))
  }

  /// libcurl copies the text.
  func set(_ option: CURLoption, _ text: String) throws(ProkeepError) {
    try check(ccurl_set_string(pointer, option, text))
  }

  /// Milliseconds; at least one, since libcurl reads 0 as "no bound".
  func set(_ option: CURLoption, milliseconds duration: Duration) throws(ProkeepError) {
    let (seconds, attoseconds) = duration.components
    try set(option, max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)))
  }

  func set(_ option: CURLoption, context: UnsafeMutableRawPointer?) throws(ProkeepError) {
    try check(ccurl_set_pointer(pointer, option, context))
  }

  func check(_ code: CURLcode) throws(ProkeepError) {
    guard code != CURLE_OK else { return }
    throw ProkeepError(
      .libcurl, subject: "libcurl",
      sentence:
        "libcurl \(String(cString: curl_version())) can't be set up: \(String(cString: curl_easy_strerror(code)))")
  }

  func long(_ info: CURLINFO) -> Int {
    var value = 0
    return ccurl_get_long(pointer, info, &value) == CURLE_OK ? value : 0
  }
}
