package import BoardProtocols
import Linux
import LockerDomain
package import SerialLine
import Synchronization

/// Listens to a line and sends nothing: `serial watch PORT`.
package final class SerialWatch: Sendable {
  private let path: String
  private let boardProtocol: BoardProtocol
  private let baud: BaudRate
  private let wakeUp: WakeUp
  private let isStopping = Atomic(false)

  package init(port: String, boardProtocol: BoardProtocol, baud: BaudRate? = nil) throws(SerialError) {
    path = port
    self.boardProtocol = boardProtocol
    self.baud = baud ?? boardProtocol.defaultBaud
    do throws(Errno) { wakeUp = try WakeUp() } catch { throw .noWakeUp(port, error) }
  }

  /// Opens the port, calls `opened`, and blocks until `stop` or until the port is gone.
  package func run(_ seen: (TraceEntry) -> Void, opened: () -> Void = {}) throws(SerialError) {
    let port = try SerialPort(path, baud: baud, rs485: false)
    opened()
    var parser = FrameParser(boardProtocol, reader: .listener)
    while !isStopping.load(ordering: .acquiring) {
      let pause = parser.isUnfinished ? BootTime.now + .milliseconds(50) : nil
      let wait = PortWait.wait(for: port, or: wakeUp, until: pause)
      if wait.wasWoken { wakeUp.clear() }
      var items: [FrameParser.Item] = []
      if wait.hasInput {
        if case .bytes(let bytes) = try port.read() { items = parser.received(bytes) }
      } else {
        items = parser.lineWentQuiet()
      }
      for item in items { seen(Self.entry(item)) }
    }
  }

  /// Ends `run`, from any thread.
  package func stop() {
    isStopping.store(true, ordering: .releasing)
    wakeUp.send()
  }

  private static func entry(_ item: FrameParser.Item) -> TraceEntry {
    switch item {
    case .frame(let frame): TraceEntry(at: .now, direction: .received, bytes: frame.bytes, meaning: frame.meaning)
    case .junk(let bytes): TraceEntry(at: .now, direction: .junk, bytes: bytes, meaning: "")
    case .echo: preconditionFailure("an echo of a request that was never sent")
    }
  }
}
