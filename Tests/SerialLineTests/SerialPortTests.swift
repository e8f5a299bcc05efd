import BoardProtocols
import Glibc
import Simulation
import Testing

@testable import SerialLine

struct SerialPortTests {
  @Test(arguments: BaudRate.allCases)
  func takesEverySpeedRaw(_ baud: BaudRate) throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(terminal.path, baud: baud, rs485: true)
    var settings = termios()
    #expect(tcgetattr(port.descriptor, &settings) == 0)
    #expect(settings.c_cflag & tcflag_t(CSIZE) == tcflag_t(CS8))
    #expect(settings.c_cflag & tcflag_t(PARENB | CSTOPB) == 0)
    #expect(settings.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
    #expect(settings.c_iflag & tcflag_t(IXON | ICRNL) == 0)
    #expect(cfgetospeed(&settings) == cfgetispeed(&settings))
  }

  @Test func sendsAndReadsBytesAsTheyAre() throws {
    let terminal = try PseudoTerminal()
    let port = try SerialPort(terminal.path, baud: .b9600, rs485: false)
    let bytes: [UInt8] = [0x00, 0x03, 0x0A, 0x0D, 0x11, 0x13, 0x7F, 0xFF]
    try port.write(bytes)
    #expect(terminal.read() == bytes)
    terminal.write(bytes)
    guard case .bytes(let got) = try port.read() else {
      Issue.record("nothing came")
      return
    }
    #expect(got == bytes)
    guard case .nothing = try port.read() else {
      Issue.record("something came")
      return
    }
  }

  @Test func aPortWhoseOtherEndIsGoneIsGone() throws {
    var terminal: PseudoTerminal? = try PseudoTerminal()
    let port = try SerialPort(try #require(terminal).path, baud: .b9600, rs485: false)
    terminal = nil
    #expect(throws: SerialError.self) { try port.read() }
    let error = #expect(throws: SerialError.self) { try port.write([1]) }
    #expect(error?.code == .gone)
    #expect(error?.errno == EIO)
  }

  @Test func whatIsNotThereIsNamed() {
    let error = #expect(throws: SerialError.self) {
      try SerialPort("/dev/serial/by-id/none", baud: .b9600, rs485: false)
    }
    #expect(error?.code == .notThere)
    #expect(error?.errno == ENOENT)
    #expect(
      error?.message == """
        /dev/serial/by-id/none is not there: check that the adapter is plugged in; ls -l /dev/serial/by-* shows what is
        """)
  }

  @Test(arguments: ["/dev/null", "/etc/hostname"])
  func whatIsNoSerialPortIsNamed(_ path: String) {
    let error = #expect(throws: SerialError.self) { try SerialPort(path, baud: .b9600, rs485: false) }
    #expect(error?.code == .notASerialPort)
  }

  @Test func aLockedPortNamesItsHolder() throws {
    let terminal = try PseudoTerminal()
    let holder = try SerialPort(terminal.path, baud: .b9600, rs485: false)
    let error = #expect(throws: SerialError.self) { try SerialPort(terminal.path, baud: .b9600, rs485: false) }
    #expect(error?.code == .inUse)
    #expect(error?.message.hasPrefix("process \(getpid()) (") == true)
    withExtendedLifetime(holder) {}
  }

  /// Another program that has it locked is named, not one that only has it open.
  @Test func theProgramThatHoldsTheLockIsNamed() throws {
    let terminal = try PseudoTerminal()
    var toShell: [Int32] = [0, 0]
    var fromShell: [Int32] = [0, 0]
    #expect(pipe(&toShell) == 0 && pipe(&fromShell) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toShell[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromShell[1], 1)
    for end in toShell + fromShell { posix_spawn_file_actions_addclose(&actions, end) }
    // Locks it, says so, and holds it until its input ends.
    let words = ["flock", "--nonblock", terminal.path, "sh", "-c", "echo locked; read wait"]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    try #require(posix_spawnp(&pid, "flock", &actions, nil, &arguments, environ) == 0)
    close(toShell[0])
    close(fromShell[1])
    var said: UInt8 = 0
    #expect(read(fromShell[0], &said, 1) == 1)

    let error = #expect(throws: SerialError.self) { try SerialPort(terminal.path, baud: .b9600, rs485: false) }
    #expect(error?.message == "process \(pid) (flock) has \(terminal.path) open: stop it, one port takes one program")

    close(toShell[1])
    close(fromShell[0])
    waitpid(pid, nil, 0)
  }
}
