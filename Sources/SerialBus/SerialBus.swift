import BoardProtocols
import Linux
package import LockerDomain
package import SerialLine
import Synchronization

/// A serial port with its boards, polled by a thread of its own.
///
/// `start` once, `stop` once: the thread holds on to the bus until then.
package final class SerialBus: Sendable {
  package let settings: BusSettings

  private let report: @Sendable (DoorReport) -> Void
  private let heard: @Sendable (BusTraffic) -> Void
  private let machine: Mutex<BusMachine>
  private let wakeUp: WakeUp
  private let isStopping = Atomic(false)
  private let progress = Atomic(0)
  private let thread = Mutex<NamedThread?>(nil)

  /// - Parameters:
  ///   - heard: called on the bus's thread with everything that goes over the line.
  ///   - report: called on the bus's thread for the first reading of each door, for every change, and once for
  ///     each door that nobody can see any more. Both should be quick: nothing is polled meanwhile.
  package init(
    _ settings: BusSettings, heard: @escaping @Sendable (BusTraffic) -> Void = { _ in },
    report: @escaping @Sendable (DoorReport) -> Void
  ) throws(SerialError) {
    self.settings = settings
    self.heard = heard
    self.report = report
    do throws(Errno) { wakeUp = try WakeUp() } catch { throw .noWakeUp(settings.port, error) }
    machine = Mutex(BusMachine(settings, at: .now))
  }

  package func start() throws(SerialError) {
    do throws(Errno) {
      try thread.withLock { thread throws(Errno) in
        thread = try NamedThread("serial \(settings.name)") { self.run() }
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

  /// How often the thread has gone round: that it moves. From any thread, at any time.
  package var turns: Int { progress.load(ordering: .relaxed) }

  /// From any thread, at any time.
  package var health: BusHealth { machine.withLock { $0.health } }

  /// The last 200 frames, oldest first. From any thread, at any time.
  package var trace: [TraceEntry] { machine.withLock { $0.lines } }

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
      case .bytes(let bytes):
        heard(BusTraffic(at: .now, what: .received(bytes)))
        perform(machine.withLock { $0.received(bytes, at: .now) }, on: &port)
      case .nothing, nil: break
      }
    } catch {
      perform(machine.withLock { $0.portLost(error, at: .now) }, on: &port)
    }
  }

  /// Does what the machine says, and what it says to that.
  private func perform(_ actions: [BusMachine.Action], on port: inout SerialPort?) {
    var actions = actions[...]
    while let action = actions.popFirst() {
      switch action {
      case .report(let door): report(door)
      case .close:
        port = nil
        heard(BusTraffic(at: .now, what: .closed))
      case .open:
        do throws(SerialError) {
          port = try SerialPort(settings.port, baud: settings.baud, rs485: settings.rs485)
          heard(BusTraffic(at: .now, what: .opened))
          actions += machine.withLock { $0.portOpened(at: .now) }
        } catch {
          actions += machine.withLock { $0.portFailed(error, at: .now) }
        }
      case .send(let bytes):
        do throws(SerialError) {
          try port?.write(bytes)
          heard(BusTraffic(at: .now, what: .sent(bytes)))
        } catch {
          actions += machine.withLock { $0.portLost(error, at: .now) }
        }
      }
    }
  }
}
