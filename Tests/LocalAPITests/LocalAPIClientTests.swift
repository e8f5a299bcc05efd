import Glibc
import LocalAPI
import Testing

/// What a command tells its user when the daemon can't be asked. The rest of the client is tested with the server.
@Suite(.timeLimit(.minutes(1))) struct LocalAPIClientTests {
  private func failure(
    at path: String, timeout: Duration = .seconds(30)
  ) async throws -> LocalAPIError {
    try await #require(throws: LocalAPIError.self) {
      _ = try await LocalAPIClient(socket: path, timeout: timeout).doors()
    }
  }

  @Test func noSocketMeansNotRunning() async throws {
    let error = try await failure(at: "/nonexistent/api.sock")
    #expect(error.code == .daemonNotReachable)
    #expect(error.errno == ENOENT)
    #expect(error.message.contains("systemctl status locker-agent"))
  }

  @Test func aStaleSocketMeansNotRunning() async throws {
    let daemon = try ScriptedDaemon(answer: "")
    daemon.die()
    let error = try await failure(at: daemon.path)
    #expect(error.code == .daemonNotReachable)
    #expect(error.errno == ECONNREFUSED)
  }

  @Test(.enabled(if: geteuid() != 0, "root may reach everything"))
  func aFolderOfOthersMeansNotPermitted() async throws {
    let error = try await failure(at: "/root/api.sock")
    #expect(error.code == .notPermitted)
    #expect(error.message.contains("locker-agent"))
  }

  @Test func aPathTooLongNamesTheLimit() async throws {
    let error = try await failure(at: "/tmp/" + String(repeating: "x", count: 110))
    #expect(error.errno == ENAMETOOLONG)
    #expect(error.message.contains("107"))
  }

  @Test func hangingUpIsNoAnswer() async throws {
    let daemon = try ScriptedDaemon(answer: "")
    #expect(try await failure(at: daemon.path).code == .daemonNotReachable)
  }

  @Test func hangingUpInTheMiddleIsNoAnswer() async throws {
    let daemon = try ScriptedDaemon(answer: "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"doors\"")
    #expect(try await failure(at: daemon.path).code == .daemonNotReachable)
  }

  @Test func silenceTimesOut() async throws {
    let daemon = try ScriptedDaemon(answer: nil)
    #expect(try await failure(at: daemon.path, timeout: .milliseconds(50)).code == .timedOut)
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    "HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{\"doors\":[],\"version\":2}",
    "HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\noops",
  ])
  func somethingElseIsUnexpected(answer: String) async throws {
    let daemon = try ScriptedDaemon(answer: answer)
    #expect(try await failure(at: daemon.path).code == .unexpectedAnswer)
  }
}
