import LocalAPI

/// The columns of the doors' table that have room on a screen. Where it is narrow, the least important ones are left out.
struct DoorColumns {
  private enum Column: CaseIterable {
    // In the order in which they stand.
    case compartment, door, raw, goods, since, event, roundTrip, input

    var title: String {
      switch self {
      case .compartment: "COMPARTMENT"
      case .door: "DOOR"
      case .raw: "RAW"
      case .goods: "GOODS"
      case .since: "SINCE"
      case .event: "LAST EVENT"
      case .roundTrip: "LATENCY"
      case .input: "INPUT"
      }
    }
  }

  /// The first to stay.
  private static let byImportance: [Column] = [.compartment, .door, .raw, .goods, .since, .event, .roundTrip, .input]
  private static let gap = 2
  private static let longestName = 20
  /// A shorter piece of an input's name says nothing.
  private static let shortestInput = 12

  private let bank: WatchedBank
  private let clock: LocalClock
  private var columns: [(column: Column, width: Int)] = []

  /// - Parameter doors: those that will be shown.
  init(doors: [DoorList.Door], bank: WatchedBank, clock: LocalClock, width: Int) {
    self.bank = bank
    self.clock = clock
    var left = width
    var chosen: [Column: Int] = [:]
    // Most banks have no goods sensors.
    let hasGoods = bank.doors.contains { $0.goods != nil }
    for column in Self.byImportance where column != .goods || hasGoods {
      // By all doors: a column must not jump while the table scrolls.
      let longest = bank.doors.map { cell(column, of: $0).columns }.max() ?? 0
      let wanted =
        switch column {
        case .compartment: min(max(longest, column.title.columns), Self.longestName)
        case .input: min(max(longest, column.title.columns), left)
        case .door, .raw, .goods, .since, .event, .roundTrip: max(longest, column.title.columns)
        }
      let isFirst = chosen.isEmpty
      guard isFirst || wanted <= left, column != .input || wanted >= min(Self.shortestInput, longest) else { break }
      chosen[column] = min(wanted, left)
      left -= wanted + Self.gap
    }
    columns = Column.allCases.compactMap { column in chosen[column].map { (column, $0) } }
  }

  var titles: String { line { $0.title } }

  func text(of door: DoorList.Door) -> String { line { cell($0, of: door) } }

  private func line(_ cell: (Column) -> String) -> String {
    let text = columns.map { cell($0.column).fitted(to: $0.width) }.joined(separator: "  ")
    return String(text.prefix(upTo: text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex))
  }

  private func cell(_ column: Column, of door: DoorList.Door) -> String {
    switch column {
    case .compartment: door.compartment.harmless
    case .door: door.state
    case .raw: door.raw.map(String.init) ?? "-"
    case .goods: door.goods ?? "-"
    case .since: door.since.map(clock.text) ?? "-"
    case .event:
      bank.lastEvents[door.compartment].map { "\($0.at.map(clock.text) ?? "-") \($0.kind)" } ?? "-"
    case .roundTrip: bank.board(behind: door)?.roundTripMilliseconds.map { "\($0) ms" } ?? "-"
    case .input: (door.input + (door.reason.map { ": \($0)" } ?? "")).harmless
    }
  }
}
