import LocalAPI

/// What is known of a bank that somebody watches: the doors and buses of the last look, and what happened since the watch
/// began.
struct WatchedBank: Sendable {
  /// Only this one; nil: all.
  let compartment: String?
  private(set) var doors: [DoorList.Door] = []
  private(set) var buses: [BusList.Bus] = []
  /// By compartment.
  private(set) var lastEvents: [String: EventView] = [:]
  private(set) var lastEvent: EventView?
  /// Since when the daemon has not answered, and how it failed; nil while it does.
  private(set) var trouble: (since: WallTime, error: LocalAPIError)?
  /// The first door that shows, where not all have room.
  private(set) var firstDoor = 0

  init(compartment: String?) { self.compartment = compartment }

  mutating func looked(_ doors: DoorList, _ buses: BusList) {
    self.doors = doors.doors.filter { compartment == nil || $0.compartment == compartment }
    self.buses = compartment == nil ? buses.buses : buses.buses.compactMap(wanted)
    trouble = nil
  }

  mutating func happened(_ event: EventView) {
    guard let name = event.compartment, compartment == nil || compartment == name else { return }
    lastEvents[name] = event
    lastEvent = event
  }

  mutating func lost(_ error: LocalAPIError, at now: WallTime) { trouble = (trouble?.since ?? now, error) }

  /// - Parameter page: how many doors have room.
  mutating func scroll(_ key: TerminalKey, page: Int) {
    let last = max(0, doors.count - page)
    let wanted =
      switch key {
      case .up: firstDoor - 1
      case .down: firstDoor + 1
      case .pageUp: firstDoor - page
      case .pageDown: firstDoor + page
      case .top: 0
      case .bottom: last
      case .quit: firstDoor
      }
    firstDoor = min(max(0, wanted), last)
  }

  /// The board behind a door, where it is one on a bus.
  func board(behind door: DoorList.Door) -> BusList.Board? {
    for bus in buses {
      if let board = bus.boards.first(where: { Self.isBoard($0, of: bus, behind: door) }) { return board }
    }
    return nil
  }

  /// The bus with those boards only that have a door which is watched; nil when there is none.
  private func wanted(_ bus: BusList.Bus) -> BusList.Bus? {
    var bus = bus
    bus.boards = bus.boards.filter { board in doors.contains { Self.isBoard(board, of: bus, behind: $0) } }
    return bus.boards.isEmpty ? nil : bus
  }

  private static func isBoard(_ board: BusList.Board, of bus: BusList.Bus, behind door: DoorList.Door) -> Bool {
    door.input.hasPrefix("\(bus.name) board \(board.address) ")
  }
}
