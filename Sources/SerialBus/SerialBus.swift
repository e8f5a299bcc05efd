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

  /// A stop waits so long for locks under power to be let go, and for the end of an unlock that was sent.
  private static let longestStop = Duration.seconds(3)

  private let report: @Sendable (DoorReport) -> Void
  private let heard: @Sendable (BusTraffic) -> Void
  private let goods: @Sendable (GoodsReport) -> Void
  let machine: Mutex<BusMachine>
  let wakeUp: WakeUp
  /// Who waits for the end of an unlock, by its number.
  let callers = Mutex<[Int: CheckedContinuation<UnlockSequence.End, Never>]>([:])
  private let isStopping = Atomic(false)
  private let progress = Atomic(0)
  private let thread = Mutex<NamedThread?>(nil)

  /// - Parameters:
  ///   - heard: called on the bus's thread with everything that goes over the line.
  ///   - report: called on the bus's thread for the first reading of each door, for every change, and once for
  ///     each door that nobody can see any more. All of them should be quick: nothing is polled meanwhile.
  ///   - goods: the same for the sensors behind the doors, where boards have them; before the doors of the same answer.
  package init(
    _ settings: BusSettings, heard: @escaping @Sendable (BusTraffic) -> Void = { _ in },
    report: @escaping @Sendable (DoorReport) -> Void, goods: @escaping @Sendable (GoodsReport) -> Void = { _ in }
  ) throws(SerialError) {
    self.settings = settings
    self.heard = heard
    self.report = report
    self.goods = goods
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

  /// Lets go of locks under power, closes the port and waits for the thread's end. Not from `report`: that would wait for itself.
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
    var stopBefore: BootTime?
    while true {
      progress.add(1, ordering: .relaxed)
      if isStopping.load(ordering: .acquiring) {
        if stopBefore == nil {
          stopBefore = .now + Self.longestStop
          perform(machine.withLock { $0.stop(at: .now) }, on: &port)
        }
        if machine.withLock({ $0.isAtRest }) || stopBefore.map({ .now >= $0 }) ?? false { break }
      }
      perform(machine.withLock { $0.timePassed(at: .now) }, on: &port)
      let (wakeAt, deafUntil) = machine.withLock { ($0.wakeAt, $0.deafUntil(after: .now)) }
      let until = [wakeAt, deafUntil, stopBefore].compactMap(\.self).min()
      let wait = PortWait.wait(for: deafUntil == nil ? port : nil, or: wakeUp, until: until)
      if wait.wasWoken { wakeUp.clear() }
      if wait.hasInput || deafUntil != nil { read(&port) }
    }
    perform(machine.withLock { $0.abandoned(at: .now) }, on: &port)
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
      case .goods(let sensor): goods(sensor)
      case .ended(let unlock, let end): ended(unlock, end)
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
          actions += machine.withLock { $0.sendFailed(error, at: .now) }
        }
      }
    }
  }
}
