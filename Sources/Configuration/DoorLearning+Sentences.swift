import LockerDomain

// What a technician reads while doors are learned, and after it.
extension DoorLearning.Word {
  package var text: String {
    switch self {
    case .closeAll: "close every door, look that each is locked, then press Enter"
    case .nothingToRead: "no contact can be read: see what is said above, and `locker-agent doors`"
    case .allClosed(let contacts): "all closed: \(contacts) contacts can be read"
    case .open(let name, let number, let count): "[\(number)/\(count)] open \(name),"
    case .opened(let name, let contact, let closed, let open):
      "  \(contact) went from \(closed) to \(open); close \(name),"
    case .learned(let name, let contact): "  \(name) is \(contact.door), closed is \(contact.closed)"
    case .known(let contact, let other): "  \(contact) moved, and that is \(other)'s: is this the right door?"
    case .severalMoved(let contacts): "  \(contacts.count) contacts moved at once: \(DoorLearning.listed(contacts))"
    case .closeAgain: "  close every door,"
    case .chatters(let contact): "  \(contact) chatters: it changes again and again"
    case .passedOver(let name, let trouble): "  \(name) is passed over: \(trouble.text)"
    case .lost(let contacts): "  can't be read any more: \(DoorLearning.listed(contacts))"
    case .back: "  all contacts can be read again"
    case .finished: "done"
    }
  }

  /// Whether it matters now why contacts can't be read.
  package var asksForReasons: Bool {
    switch self {
    case .closeAll, .nothingToRead, .allClosed, .lost: true
    default: false
    }
  }
}

extension DoorLearning.Trouble {
  package var text: String {
    switch self {
    case .skipped: "skipped"
    case .nothingMoved:
      "no contact moved: check its wire, its plug at the board and its magnet or latch"
    case .stuck(let contact): "\(contact) moved and did not come back: the latch or the magnet misses the contact"
    case .severalMoved(let contacts):
      "\(contacts.count) contacts moved at once (\(DoorLearning.listed(contacts))): two doors were open, or their wires touch"
    case .known(let contact, let other): "\(contact) moved, which is \(other)'s: the two are wired to one contact"
    case .chatters(let contact): "\(contact) moved and does not come to rest: its wire or plug is loose"
    }
  }
}

extension DoorLearning {
  /// What is to be said about the bank, the wiring first.
  package var findings: [String] {
    let passed = configured.compartments.compactMap { compartment in
      troubles[compartment.name].map { "\(compartment.name) was not learned: \($0.text)" }
    }
    let chattered = chattering.map(\.description).sorted().map {
      "\($0) chatters: its wire or plug is loose, or its magnet is at the edge of its reach"
    }
    return wiring.findings + passed + chattered
  }

  fileprivate static func listed(_ contacts: [Configuration.Door]) -> String {
    contacts.prefix(4).map(\.description).joined(separator: ", ") + (contacts.count > 4 ? ", ..." : "")
  }

  /// The sections to paste, with what was found out above them.
  package var yaml: String {
    let wiring = wiring
    let comments =
      findings.isEmpty
      ? ["every door is where the configuration has it"] : findings
    let head = ["learned by opening \(learned.count) of \(configured.compartments.count) doors"] + comments
    return head.map { "# \($0)\n" }.joined() + wiring.wiring.yaml
  }
}
