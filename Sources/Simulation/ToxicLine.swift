import Glibc
import Linux

/// One connection over a toxic link, on a thread of its own.
struct ToxicLine: Sendable {
  let client: LoopbackSocket
  let server: Int
  let fault: ToxicLinkFault
  /// Readable when the connection is over, whatever its fault.
  let cut: WakeUp
  /// To be made readable when the fault hits.
  let hit: WakeUp
  /// Called with how many bytes went through to the server.
  let onRequest: @Sendable (Int) -> Void

  func run() {
    if case .onAccept(let how) = fault { return breakOff(how) }
    guard let upstream = try? LoopbackSocket(), upstream.connect(to: server) else { return }
    var requestLeft = Int.max
    if case .request(let bytes, _) = fault { requestLeft = bytes }
    var answerLeft = Int.max
    if case .answer(let bytes, _) = fault { answerLeft = bytes }
    while true {
      let ready = Poll.input(from: [client.descriptor, upstream.descriptor, cut.descriptor], timeout: nil)
      if ready[2] != 0 { return }
      if ready[0] != 0 {
        let bytes = client.receive()
        let passed = bytes.prefix(requestLeft)
        guard !bytes.isEmpty, upstream.send(passed) else { return }
        onRequest(passed.count)
        requestLeft -= passed.count
        if requestLeft == 0, case .request(_, let how) = fault { return breakOff(how) }
      }
      if ready[1] != 0 {
        let bytes = upstream.receive()
        if case .endless(let begin, let more) = fault { return pour(begin, more) }
        guard !bytes.isEmpty, pass(bytes.prefix(answerLeft)) else { return }
        answerLeft -= min(answerLeft, bytes.count)
        if answerLeft == 0, case .answer(_, let how) = fault { return breakOff(how) }
      }
    }
  }

  private func pass(_ answer: ArraySlice<UInt8>) -> Bool {
    guard case .trickle(let size, let pause) = fault else { return client.send(answer) }
    var rest = answer
    while !rest.isEmpty {
      // Not a wait for something: the pause is the fault.
      guard Poll.input(from: [cut.descriptor], timeout: pause) == [0], client.send(rest.prefix(size)) else {
        return false
      }
      rest = rest.dropFirst(size)
    }
    return true
  }

  private func pour(_ begin: String, _ more: String) {
    hit.send()
    guard client.send(Array(begin.utf8)[...]) else { return }
    let more = Array(more.utf8)[...]
    while Poll.input(from: [cut.descriptor], timeout: .zero) == [0], client.send(more) {}
  }

  private func breakOff(_ how: ToxicLinkFault.Break) {
    switch how {
    case .reset:
      client.reset()
      hit.send()
    case .close:
      client.sendNoMore()
      hit.send()
      drain()
    case .silence:
      hit.send()
      drain()
    }
  }

  /// Closing with bytes unread would be a reset.
  private func drain() {
    while Poll.input(from: [client.descriptor, cut.descriptor], timeout: nil)[1] == 0, !client.receive().isEmpty {}
  }
}
