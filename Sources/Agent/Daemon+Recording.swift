import Captures
import Linux
package import LocalAPI
import LockerDomain
import SerialBus

extension Daemon {
  /// Records from now on, all of the bank or one bus. What was there before is in the first lines: which ports are open
  /// and what the contacts say; the boards say of theirs what they are asked next.
  package func recording(bus name: String? = nil) async throws(LocalAPI.Problem) -> AsyncStream<RecordingLine> {
    if let name { _ = try bus(named: name) }
    let configuration = await live.adopted
    let head = CaptureHead(configuration, bus: name, board: board, at: .now)
    let reports = await keeper.reports
    let ports = buses.map(\.health).filter { name == nil || $0.name == name }.compactMap { bus in
      if bus.isOpen { return CaptureEvent.What.opened(bus: bus.name) }
      // Nobody has tried to open it yet: that will be an event of its own.
      return bus.error == nil ? nil : .closed(bus: bus.name)
    }
    let contacts = head.doors.filter(\.isContact).compactMap { door in
      reports.values.first { $0.compartment.text == door.compartment }.map(CaptureEvent.What.door)
    }
    return recordings.begin(head, at: BootTime(nanoseconds: head.boot.inNanoseconds), start: ports + contacts)
  }

  func bus(named name: String) throws(LocalAPI.Problem) -> SerialBus {
    if let bus = buses.first(where: { $0.settings.name == name }) { return bus }
    let known = buses.map(\.settings.name)
    throw LocalAPI.Problem(
      .notFound,
      known.isEmpty
        ? "this bank has no serial bus" : "there is no bus \(name); there are \(known.joined(separator: ", "))"
    )
  }
}
