import Linux
import Glibc
import LocalAPI
import Testing

@testable import LocalAPIServer

@Suite struct ListeningSocketTests {
  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  private func failure(at path: String) -> ListeningSocketError? {
    #expect(throws: ListeningSocketError.self) { _ = try ListeningSocket(path: path) }
  }

  @Test func makesFolderAndSocketForOwnerAndGroup() throws {
    let folder = try TemporaryFolder(prefix: "locker-api")
    let inner = folder.file("run")
    let socket = try ListeningSocket(path: inner + "/api.sock")
    // The umask of whoever runs the tests may take bits away, never the owner's.
    #expect(mode(inner).map { $0 | 0o050 } == 0o750)
    #expect(mode(socket.path) == 0o660)
    socket.remove()
    #expect(mode(socket.path) == nil)
  }

  @Test func aSecondDaemonIsRefusedAndLeavesTheFirstAlone() async throws {
    try await withServer(Bank().backend) { server in
      let error = failure(at: server.path)
      #expect(error?.code == .alreadyServed)
      #expect(error?.message.contains(server.path) == true)
      let doors = try await server.client.doors()
      #expect(doors.doors.count == 1)
    }
  }

  @Test func aDaemonThatListensButIsBusyIsNotReplacedEither() throws {
    let folder = try TemporaryFolder(prefix: "locker-api")
    let first = try ListeningSocket(path: folder.file("api.sock"))
    // Nobody accepts: fills the backlog until connect(2) says EAGAIN.
    var probes: [Int32] = []
    defer { probes.forEach { close($0) } }
    let location = try SocketPath(first.path)
    while true {
      let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      probes.append(probe)
      if location.withAddress({ connect(probe, $0, $1) }) != 0 { break }
    }
    #expect(errno == EAGAIN)
    #expect(failure(at: first.path)?.code == .alreadyServed)
    #expect(mode(first.path) == 0o660)
  }

  @Test func theFirstOneLeavesTheSocketOfTheNextAlone() throws {
    let folder = try TemporaryFolder(prefix: "locker-api")
    let first = try ListeningSocket(path: folder.file("api.sock"))
    unlink(first.path)
    let second = try ListeningSocket(path: first.path)
    first.remove()
    #expect(mode(second.path) == 0o660)
    second.remove()
    #expect(mode(second.path) == nil)
  }

  @Test func aStaleSocketIsReplaced() throws {
    let folder = try TemporaryFolder(prefix: "locker-api")
    let path = folder.file("api.sock")
    let killed = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let location = try SocketPath(path)
    #expect(location.withAddress { bind(killed, $0, $1) } == 0)
    close(killed)
    let socket = try ListeningSocket(path: path)
    #expect(mode(socket.path) == 0o660)
  }

  @Test func aFileThatIsNoSocketStays() throws {
    let folder = try TemporaryFolder(prefix: "locker-api")
    let path = folder.file("api.sock")
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    #expect(failure(at: path)?.code == .notASocket)
    #expect(mode(path) == 0o600)
  }

  @Test func aPathTooLongNamesTheLimit() {
    let error = failure(at: "/tmp/" + String(repeating: "x", count: 103))
    #expect(error?.code == .pathTooLong)
    #expect(error?.message.contains("108 bytes; at most 107") == true)
  }

  @Test func aFolderThatOthersMayWriteToIsRefused() throws {
    let folder = try TemporaryFolder(prefix: "locker-api")
    chmod(folder.path, 0o777)
    #expect(failure(at: folder.file("api.sock"))?.code == .directoryUnusable)
    chmod(folder.path, 0o700)
  }

  @Test func aMissingParentSaysSo() {
    let error = failure(at: "/nonexistent/deeper/api.sock")
    #expect(error?.code == .system)
    #expect(error?.errno == ENOENT)
  }

  @Test func aStopTakesTheSocketAway() async throws {
    let path = try await withServer(Bank().backend) { server in
      _ = try await server.client.health()
      return server.path
    }
    #expect(mode(path) == nil)
  }
}
