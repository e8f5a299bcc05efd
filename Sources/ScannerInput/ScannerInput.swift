import Linux
package import LockerDomain
package import SerialLine
import Synchronization

/// A barcode reader on a serial port, listened to by a thread of its own. Nothing is ever sent to it.
///
/// `start` once, `stop` once: the thread holds on to the scanner until then.
package final class ScannerInput: Sendable {
  package let settings: ScannerSettings

  private let report: @Sendable (Scan) -> Void
  private let machine: Mutex<ScannerMachine>
  private let wakeUp: WakeUp
  private let isStopping = Atomic(false)
  private let progress = Atomic(0)
  private let thread = Mutex<NamedThread?>(nil)

  /// - Parameter report: called on the scanner's thread for each label, a reader's repetitions left out.
  package init(_ settings: ScannerSettings, report: @escaping @Sendable (Scan) -> Void) throws(SerialError) {
    self.settings = settings
    self.report = report
    do throws(Errno) { wakeUp = try WakeUp() } catch { throw .noWakeUp(settings.port, error) }
    machine = Mutex(ScannerMachine(settings, at: .now))
  }

  package func start() throws(SerialError) {
    do throws(Errno) {
      try thread.withLock { thread throws(Errno) in
        thread = try NamedThread("scan \(settings.name)") { self.run() }
      }
    } catch {
      throw .failed("starting the thread for", settings.port, errno: error.number)
    }
  }

  /// Closes the port and waits for the thread's end. Not from `report`: that would wait for itself.
  package func stop() {
    isStopping.store(true, ordering: .releasing)
    wakeUp.send()
    if let running = thread.withLock({ $0.take() }) { running.join() }
  }

  /// How often the thread has gone round. It sleeps while nobody scans: see `poke`.
  package var turns: Int { progress.load(ordering: .relaxed) }

  /// Lets the thread go round once.
  package func poke() { wakeUp.send() }

  /// From any thread, at any time.
  package var health: ScannerHealth { machine.withLock { $0.health(at: .now) } }

  private func run() {
    var port: SerialPort?
    while !isStopping.load(ordering: .acquiring) {
      progress.add(1, ordering: .relaxed)
      perform(machine.withLock { $0.timePassed(at: .now) }, on: &port)
      let wait = PortWait.wait(for: port, or: wakeUp, until: machine.withLock { $0.wakeAt })
      if wait.wasWoken { wakeUp.clear() }
      if wait.hasInput { read(&port) }
    }
  }

  private func read(_ port: inout SerialPort?) {
    do throws(SerialError) {
      switch try port?.read() {
      case .bytes(let bytes): perform(machine.withLock { $0.received(bytes, at: .now) }, on: &port)
      case .nothing, nil: break
      }
    } catch {
      perform(machine.withLock { $0.portLost(error, at: .now) }, on: &port)
    }
  }

  /// Does what the machine says, and what it says to that.
  private func perform(_ actions: [ScannerMachine.Action], on port: inout SerialPort?) {
    var actions = actions[...]
    while let action = actions.popFirst() {
      switch action {
      case .report(let scan): report(scan)
      case .close: port = nil
      case .open:
        do throws(SerialError) {
          port = try SerialPort(settings.port, baud: settings.baud, rs485: false)
          actions += machine.withLock { $0.portOpened(at: .now) }
        } catch {
          actions += machine.withLock { $0.portFailed(error, at: .now) }
        }
      }
    }
  }
}
