import Linux
import Agent
import Glibc
import Testing

/// What systemd would receive (sd_notify(3)).
@Suite struct ServiceManagerTests {
  @Test("one datagram each, to a socket with a path and to an abstract one", arguments: [true, false])
  func datagrams(isAbstract: Bool) throws {
    let folder = try TemporaryFolder(prefix: "locker-agent-test")
    let path = (isAbstract ? "@" : "") + folder.file("notify")
    let socket = try DatagramSocket(path)
    let manager = ServiceManager(path: path, watchdogInterval: nil)
    manager.ready("watching the doors")
    manager.alive()
    manager.stopping()
    #expect(socket.receive() == "READY=1\nSTATUS=watching the doors")
    #expect(socket.receive() == "WATCHDOG=1")
    #expect(socket.receive() == "STOPPING=1")
  }

  @Test("nobody there: nothing happens", arguments: ["", "/nonexistent/notify"])
  func nobody(path: String) { ServiceManager(path: path, watchdogInterval: nil).alive() }
}
