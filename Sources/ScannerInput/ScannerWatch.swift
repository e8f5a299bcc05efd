import Linux
import LockerDomain
package import SerialLine
import Synchronization

/// Shows what a scanner sends, whatever it is: `serial scan NAME`. It takes the port for itself.
package final class ScannerWatch: Sendable {
  private let settings: ScannerSettings
  private let wakeUp: WakeUp
  private let isStopping = Atomic(false)

  package init(_ settings: ScannerSettings) throws(SerialError) {
    self.settings = settings
    do throws(Errno) { wakeUp = try WakeUp() } catch { throw .noWakeUp(settings.port, error) }
  }

  /// Opens the port, calls `opened`, and blocks until `stop` or until the port is gone.
  package func run(_ seen: (ScanParser.Item) -> Void, opened: () -> Void = {}) throws(SerialError) {
    let port = try SerialPort(settings.port, baud: settings.baud, rs485: false)
    opened()
    var parser = ScanParser(settings.format)
    while !isStopping.load(ordering: .acquiring) {
      let wait = PortWait.wait(for: port, or: wakeUp, until: parser.quietAfter.map { .now + $0 })
      if wait.wasWoken { wakeUp.clear() }
      var items: [ScanParser.Item] = []
      if wait.hasInput {
        if case .bytes(let bytes) = try port.read() { items = parser.received(bytes) }
      } else if !wait.wasWoken {
        items = parser.lineWentQuiet()
      }
      for item in items { seen(item) }
    }
  }

  /// Ends `run`, from any thread.
  package func stop() {
    isStopping.store(true, ordering: .releasing)
    wakeUp.send()
  }
}
