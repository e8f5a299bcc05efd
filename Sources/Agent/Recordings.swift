import Captures
import Linux
import LocalAPI
import LockerDomain
import SerialBus
import Synchronization

/// Writes down what goes over lines and happens at contacts, scanners and orders, and what is unlocked, for everybody who records at the moment.
///
/// Each recording has a buffer of its own: when its reader is too slow, events are left out, and the capture says how many
/// and where. Orders get numbers of their own in it.
final class Recordings: Sendable {
  /// What a reader may leave unread: about a minute of a bank with four buses.
  private static let longestBacklog = 8192

  private struct Recording {
    let lines: AsyncStream<RecordingLine>.Continuation
    let began: BootTime
    let buses: Set<String>
    let doors: Set<String>
    let contacts: Set<String>
    var last = Duration.zero
    var lineNumber: Int64 = 0
    var lost = 0
    var orders: [String: Int] = [:]
    /// Orders that were placed while it ran.
    var placed: Set<String> = []
    /// Buses on which a request was recorded: what comes before is the end of an answer to nobody knows what.
    var begun: Set<String> = []
    /// Its reader has not left.
    var isRead = true

    mutating func pseudonym(of order: String) -> Int {
      let pseudonym = orders[order] ?? orders.count + 1
      orders[order] = pseudonym
      return pseudonym
    }

    mutating func write(_ line: String) -> Bool {
      lineNumber += 1
      switch lines.yield(RecordingLine(id: lineNumber, line: line)) {
      case .dropped: return false
      case .terminated: isRead = false
      default: break
      }
      return true
    }

    mutating func add(_ what: CaptureEvent.What, at time: BootTime) {
      // A contact's edge is stamped by the kernel, and told when it is stable: others have spoken meanwhile.
      last = max(last, time - began)
      if lost > 0, write(CaptureEvent(at: last, .lost(lost)).text) { lost = 0 }
      if lost > 0 || !write(CaptureEvent(at: last, what).text) { lost += 1 }
    }
  }

  private struct State {
    var recordings: [Int: Recording] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  /// - Parameter start: the events that say how things were when it began.
  func begin(_ head: CaptureHead, at time: BootTime, start: [CaptureEvent.What]) -> AsyncStream<RecordingLine> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: RecordingLine.self, bufferingPolicy: .bufferingOldest(Self.longestBacklog))
    var recording = Recording(
      lines: continuation, began: time, buses: Set(head.buses.map(\.name)), doors: Set(head.doors.map(\.compartment)),
      contacts: Set(head.doors.filter(\.isContact).map(\.compartment)))
    for line in head.text.split(separator: "\n") { _ = recording.write(String(line)) }
    _ = recording.write("")
    for what in start { recording.add(what, at: time) }
    state.withLock { state in
      state.recordings[state.next] = recording
      state.next += 1
    }
    return stream
  }

  /// Ends them all.
  func end() {
    let ended = state.withLock { state in
      defer { state.recordings = [:] }
      return Array(state.recordings.values)
    }
    for recording in ended { recording.lines.finish() }
  }

  func take(_ traffic: BusTraffic, on bus: String) {
    add(at: traffic.at) { recording in
      guard recording.buses.contains(bus) else { return nil }
      if case .sent = traffic.what { recording.begun.insert(bus) }
      return switch traffic.what {
      case .opened: .opened(bus: bus)
      case .closed: .closed(bus: bus)
      case .sent(let bytes): .sent(bus: bus, bytes)
      case .received(let bytes): recording.begun.contains(bus) ? .received(bus: bus, bytes) : nil
      }
    }
  }

  /// From a contact; what a bus says of doors follows from its bytes.
  func take(_ report: DoorReport) {
    add(at: report.at) { $0.contacts.contains(report.compartment.text) ? .door(report) : nil }
  }

  func placed(_ number: String, _ order: PutOrder, at time: BootTime) {
    add(at: time) { recording in
      guard order.compartments.allSatisfy(recording.doors.contains) else { return nil }
      recording.placed.insert(number)
      return .placed(
        order: recording.pseudonym(of: number), compartments: order.compartments, loaded: order.loaded,
        again: order.again)
    }
  }

  /// Of an order that was placed before the recording nobody knows how it came to be.
  func performed(_ command: LocalAPI.OrderCommand, on number: String, at time: BootTime) {
    add(at: time) { recording in
      guard recording.placed.contains(number) else { return nil }
      return .performed(CaptureEvent.Command(command), order: recording.pseudonym(of: number))
    }
  }

  /// It is about to be sent.
  func unlockAsked(_ compartment: CompartmentName, _ reason: UnlockRequest.Reason, at time: BootTime) {
    add(at: time) { recording in
      guard recording.doors.contains(compartment.text) else { return nil }
      return .unlockAsked(compartment: compartment.text, CaptureEvent.UnlockReason(reason))
    }
  }

  /// Of what a label says nothing is kept but which of the bank's compartments it is, or which pseudonym.
  func take(_ scan: Scan, among compartments: Set<CompartmentName>) {
    add(at: scan.at) { recording in
      switch scan.label.reading(among: compartments) {
      case .compartment(let name):
        guard recording.doors.contains(name.text) else { return nil }
        return .scanned(scanner: scan.scanner, .compartment(name.text))
      case .order(let number, _):
        return .scanned(scanner: scan.scanner, .order(recording.pseudonym(of: number.text)))
      case .strangeCompartment, .nothing:
        return .scanned(scanner: scan.scanner, .unknown(length: scan.label.length))
      }
    }
  }

  /// A reader that has left is noticed here. Its end must not wait for this lock: it may come while its task is locked for
  /// being cancelled, and the next line, which is written under this lock, wakes that task.
  private func add(at time: BootTime, _ what: (inout Recording) -> CaptureEvent.What?) {
    state.withLock { state in
      for id in state.recordings.keys {
        guard var recording = state.recordings[id], let what = what(&recording) else { continue }
        recording.add(what, at: time)
        state.recordings[id] = recording.isRead ? recording : nil
      }
    }
  }
}

extension CaptureEvent.What {
  static func door(_ report: DoorReport) -> CaptureEvent.What {
    let state: CaptureEvent.Door.State =
      switch report.state {
      case .closed: .closed
      case .open: .open
      case .unknown: .unknown
      }
    return .door(
      compartment: report.compartment.text, CaptureEvent.Door(state, raw: report.raw, reason: report.reason))
  }
}

extension CaptureEvent.Command {
  fileprivate init(_ command: LocalAPI.OrderCommand) {
    self =
      switch command {
      case .cancel: .cancel
      case .ready: .ready
      case .unload: .unload
      case .collect: .collect
      case .remove: .remove
      case .resend: .resend
      }
  }
}

extension CaptureEvent.UnlockReason {
  fileprivate init(_ reason: UnlockRequest.Reason) {
    self =
      switch reason {
      case .staff: .staff
      case .pickup: .pickup
      case .service: .service
      }
  }
}
