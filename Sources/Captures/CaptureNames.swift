/// The names that a capture's events may use: those of its head.
struct CaptureNames {
  private let buses: Set<String>
  private let doors: Set<String>
  private let contacts: Set<String>

  init(_ head: CaptureHead) {
    buses = Set(head.buses.map(\.name))
    doors = Set(head.doors.map(\.compartment))
    contacts = Set(head.doors.filter(\.isContact).map(\.compartment))
  }

  /// What is wrong with an event's names; nil when nothing is.
  func wrong(in event: CaptureEvent.What) -> String? {
    switch event {
    case .opened(let bus), .closed(let bus), .sent(let bus, _), .received(let bus, _):
      buses.contains(bus) ? nil : "the head has no bus `\(bus)`"
    case .door(let compartment, _):
      contacts.contains(compartment) ? nil : "the head has no compartment `\(compartment)` with a contact"
    case .placed(_, let compartments, _, _):
      compartments.first { !doors.contains($0) }.map { "the head has no compartment `\($0)`" }
    case .unlockAsked(let compartment, _):
      doors.contains(compartment) && !contacts.contains(compartment)
        ? nil : "the head has no compartment `\(compartment)` with a lock"
    case .scanned(_, .compartment(let compartment)):
      doors.contains(compartment) ? nil : "the head has no compartment `\(compartment)`"
    case .scanned(_, .order), .scanned(_, .unknown), .performed, .lost: nil
    }
  }
}
