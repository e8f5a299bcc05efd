import Glibc
import Simulation

/// How fast the stand-in itself answers: the same requests as the agent's from a client that does nothing else, neither
/// writing anything down nor looking at what it gets.
struct StandInLimit {
  private static let connections = 16

  private let address: sockaddr_in
  private let request: [UInt8]

  init(_ standIn: ProkeepStandIn) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(standIn.port).bigEndian
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    self.address = address
    let body = #"{"from":"+12015550123","text":"\#(String(repeating: "x", count: 170))","to":"+12015550199"}"#
    request = Array(
      """
      POST /rest/v1/messages HTTP/1.1\r
      Host: 127.0.0.1\r
      Authorization: Basic YWdlbnQ6c2VjcmV0\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """.utf8)
  }

  /// Requests a second, over as many kept connections as the agent opens. Blocks.
  func perSecond(of count: Int) throws -> Double {
    let sockets = try (0..<Self.connections).map { _ in try connected() }
    defer { for socket in sockets { close(socket) } }
    var polls = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let start = MonotonicTime.now
    for socket in sockets { try ask(socket) }
    var asked = sockets.count
    var answered = 0
    while answered < count {
      guard poll(&polls, nfds_t(polls.count), 10_000) > 0 else {
        throw BenchmarkFailure("the stand-in stopped answering")
      }
      for entry in polls where entry.revents != 0 {
        try takeAnswer(entry.fd)
        answered += 1
        if asked < count {
          try ask(entry.fd)
          asked += 1
        }
      }
    }
    return Double(count) * 1e9 / Double(MonotonicTime.now - start)
  }

  private func connected() throws -> Int32 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw BenchmarkFailure("socket", errno: errno) }
    var address = address
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw BenchmarkFailure("connect", errno: errno) }
    return socket
  }

  private func ask(_ socket: Int32) throws {
    guard write(socket, request, request.count) == request.count else { throw BenchmarkFailure("write", errno: errno) }
  }

  /// The stand-in writes each answer at once, and on loopback it comes at once.
  private func takeAnswer(_ socket: Int32) throws {
    var answer = [UInt8](repeating: 0, count: 4096)
    let count = read(socket, &answer, answer.count)
    guard count > 0, answer.starts(with: Array("HTTP/1.1 202 ".utf8)) else {
      throw BenchmarkFailure("no 202: \(String(decoding: answer.prefix(max(0, count)), as: UTF8.self))")
    }
  }
}
