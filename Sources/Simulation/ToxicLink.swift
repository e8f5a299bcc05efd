import Glibc
package import Linux
import Synchronization

/// A bad line: relays TCP connections on loopback to a server behind it and breaks them in the way it is told to. It knows
/// nothing of what it carries, so the same faults hit a TLS handshake and a request.
///
/// One thread that accepts, and one for each connection.
package final class ToxicLink: Sendable {
  private struct State {
    var server: Int
    var fault = ToxicLinkFault.none
    /// How many connections it still hits; nil: all.
    var left: Int?
    /// Ends the connections there are; another one comes with each fault.
    var cut: WakeUp
    /// Readable when the fault has hit.
    var hit: WakeUp
    var connections = 0
    var requestBytes = 0

    init(server: Int) throws(Errno) {
      self.server = server
      cut = try WakeUp()
      hit = try WakeUp()
    }
  }

  private let listener: LoopbackSocket
  private let stopped: WakeUp
  private let state: Mutex<State>

  /// Where it listens.
  package let port: Int

  /// - Parameter server: the port on loopback that everything goes to.
  package init(to server: Int) throws(Errno) {
    listener = try LoopbackSocket()
    port = try listener.listen()
    stopped = try WakeUp()
    state = Mutex(try State(server: server))
    _ = try NamedThread("toxic-link") { [listener, stopped, weak self] in
      while true {
        let ready = Poll.input(from: [listener.descriptor, stopped.descriptor], timeout: nil)
        guard ready[1] == 0 else { return }
        if let client = listener.accept() { self?.carry(client) }
      }
    }
  }

  deinit { stop() }

  /// Breaks the connections there are and refuses others, for good.
  package func stop() {
    listener.stopListening()
    stopped.send()
    state.withLock { $0.cut.send() }
  }

  /// Breaks the connections there are, and does this to the next ones: so many, or all that come.
  ///
  /// - Parameter server: another port that everything goes to from now on.
  package func turn(_ fault: ToxicLinkFault, times: Int? = nil, to server: Int? = nil) throws(Errno) {
    var fresh = try State(server: server ?? state.withLock { $0.server })
    fresh.fault = fault
    fresh.left = times
    state.withLock { state in
      state.cut.send()
      state = fresh
    }
  }

  /// Connections since the last `turn`.
  package var connections: Int { state.withLock { $0.connections } }

  /// Bytes that went through to the server since the last `turn`.
  package var requestBytes: Int { state.withLock { $0.requestBytes } }

  /// Blocks until the fault has hit a connection.
  ///
  /// - Returns: false if it hasn't within the limit.
  package func waitForFault(within limit: Duration = .seconds(20)) -> Bool {
    Poll.input(from: [state.withLock { $0.hit.descriptor }], timeout: limit) != [0]
  }

  private func carry(_ client: LoopbackSocket) {
    let (server, fault, cut, hit) = state.withLock { state in
      state.connections += 1
      defer { state.left = state.left.map { max(0, $0 - 1) } }
      return (state.server, state.left == 0 ? .none : state.fault, state.cut, state.hit)
    }
    let line = ToxicLine(client: client, server: server, fault: fault, cut: cut, hit: hit) { [weak self] bytes in
      // What came under an earlier fault counts no more.
      self?.state.withLock { if $0.cut === cut { $0.requestBytes += bytes } }
    }
    _ = try? NamedThread("toxic-line") { line.run() }
  }
}
