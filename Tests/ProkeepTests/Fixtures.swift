import Glibc
import Linux
import LockerDomain
import Simulation
import Synchronization

@testable import Prokeep

/// Made values that all tests of this room use.
enum Sample {
  static let pair = Credentials(username: "agent", password: "secret")

  static func number(_ text: String) -> PhoneNumber {
    do {
      return try PhoneNumber(text)
    } catch {
      preconditionFailure(error.message)
    }
  }

  static func message(_ text: String = "Your code: 0042") -> Message {
    Message(from: number("+12015550123"), to: number("+12015550199"), text: text, key: "gotham/4711/ready/1")
  }

  static func settings(_ url: String) throws -> ClientSettings {
    ClientSettings(endpoint: try Endpoint(url), version: "1.2.3")
  }

  static func notice(_ id: Int64, text: String = "Your code: 0042") -> OutgoingNotice {
    OutgoingNotice(id: NoticeID(id), message: message(text), code: "0042")
  }
}

/// A client whose attempts run one after the other on threads of their own, so that a test may wait without blocking.
final class ClientOnThread: @unchecked Sendable {
  // Never used by two threads at once: each attempt is awaited.
  private let client: Client

  init(_ settings: ClientSettings) throws { client = try Client(settings) }

  func attempt(
    _ message: Message = Sample.message(), as pair: Credentials = Sample.pair,
    mark: @escaping @Sendable () -> Bool = { true }, patience: @escaping @Sendable () -> Duration? = { nil }
  ) async throws -> AttemptEnd {
    try await NamedThread.run("test-client") {
      self.client.attempt(
        message, as: pair, redaction: Redaction(of: message, code: "0042"), mark: mark, patience: patience)
    }
  }
}

extension AttemptEnd {
  var answer: Answer? {
    if case .answered(let answer) = self { answer } else { nil }
  }

  var neverLeft: Trouble.Code? {
    if case .neverLeft(let trouble) = self { trouble.code } else { nil }
  }

  var unanswered: Trouble.Code? {
    if case .unanswered(let trouble) = self { trouble.code } else { nil }
  }
}

/// A port of this machine on which nobody listens: bound once, so that it was free, and let go.
func unusedPort() -> Int {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(socket) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      precondition(bind(socket, $0, size) == 0, "bind: \(errno)")
      precondition(getsockname(socket, $0, &size) == 0, "getsockname: \(errno)")
    }
  }
  return Int(UInt16(bigEndian: address.sin_port))
}
