import Dispatch
import Glibc

@testable import LocalAPIServer

/// A connection that sends what it is told and reads bytes: what no well-behaved client would do.
///
/// Its calls block, so they run beside the tasks of the server.
final class RawConnection: Sendable {
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "raw-connection")

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let result = try SocketPath(path).withAddress { [descriptor] in connect(descriptor, $0, $1) }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw Failure(errno: code)
    }
  }

  deinit { close(descriptor) }

  func send(_ text: String) async throws {
    try await run { [descriptor] in
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { throw Failure(errno: errno) }
        sent += count
      }
    }
  }

  /// Everything until the server closes.
  func readToEnd() async throws -> String { try await read { _ in false } }

  /// At least until `text` has come.
  func read(until text: String) async throws -> String { try await read { $0.contains(text) } }

  private func read(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
    try await run { [descriptor] in
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65536)
      while !isEnough(String(decoding: bytes, as: UTF8.self)) {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        // A server that closes with unread bytes resets the connection after its answer.
        if count == 0 || (count < 0 && errno == ECONNRESET) { break }
        guard count > 0 else { throw Failure(errno: errno) }
        bytes += buffer.prefix(count)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Swift.Result { try body() }) }
    }
  }

  struct Failure: Error { var errno: Int32 }
}
