import CCurl

/// libcurl's event loop with its pool of kept connections. Belongs to one thread, but for `wake`.
final class MultiHandle: @unchecked Sendable {
  private let pointer: UnsafeMutableRawPointer

  /// libcurl asks for this before anything else, once; Swift makes a static exactly once.
  private static let globalCode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  init() throws(ProkeepError) {
    guard Self.globalCode == CURLE_OK, let pointer = curl_multi_init() else {
      throw ProkeepError(.libcurl, subject: "libcurl", sentence: "libcurl can't be started: out of memory?")
    }
    self.pointer = pointer
  }

  deinit { curl_multi_cleanup(pointer) }

  /// Ends the wait under way, or the next one. From any thread (curl_multi_wakeup(3)).
  func wake() { curl_multi_wakeup(pointer) }

  /// Sleeps until something moves, `wake` was called or the time is over; nil: without end.
  func wait(_ duration: Duration?) {
    let (seconds, attoseconds) = (duration ?? .seconds(Int32.max)).components
    // Rounded up: waking a moment early would mean turning round once for nothing.
    let milliseconds =
      min(seconds, Int64(Int32.max) / 1000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    curl_multi_poll(pointer, nil, 0, Int32(clamping: max(0, milliseconds)), nil)
  }

  /// Closes the longest idle connections beyond so many, whenever a transfer gives one back.
  func keep(connections: Int) { _ = ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections) }

  /// - Returns: false when it could not be taken, for want of memory.
  func add(_ easy: borrowing EasyHandle) -> Bool { curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK }

  func remove(_ easy: borrowing EasyHandle) { curl_multi_remove_handle(pointer, easy.pointer) }

  /// Lets transfers go on as far as they can without waiting.
  ///
  /// - Returns: The handles of the transfers that came to their end, with the codes they ended with.
  func perform() -> [(easy: UnsafeMutableRawPointer, code: CURLcode)] {
    var running: Int32 = 0
    curl_multi_perform(pointer, &running)
    var ended: [(easy: UnsafeMutableRawPointer, code: CURLcode)] = []
    var left: Int32 = 0
    while let message = curl_multi_info_read(pointer, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      ended.append((easy, message.pointee.data.result))
    }
    return ended
  }
}
