import LocalAPI

/// Puts a watched bank on a screen of a given size: never more rows, never more columns.
struct DoorTable {
  struct Size: Hashable, Sendable {
    var columns: Int
    var rows: Int
  }

  struct Picture {
    var lines: [ScreenLine]
    /// How many doors have room.
    var page: Int
  }

  let bank: WatchedBank
  let size: Size
  let clock: LocalClock

  /// A door that changed this long ago still stands out.
  private static let freshMilliseconds: Int64 = 3000

  /// What has room, the most important first: the doors, what is wrong, the titles, the buses, the last event.
  func picture() -> Picture {
    let trouble = bank.trouble.map(banner)
    let titles = 2
    let footer = size.rows >= titles + 4 ? 1 : 0
    let free = max(0, size.rows - titles - footer - (trouble == nil ? 0 : 1))
    // The doors keep half of the screen.
    let health = cut(BusSummary(buses: bank.buses, clock: clock, width: size.columns).lines, to: free / 2)
    let room = free - health.count
    let page = bank.doors.count <= room ? room : max(1, room - 1)
    let first = min(bank.firstDoor, max(0, bank.doors.count - page))
    let shown = bank.doors.dropFirst(first).prefix(page)

    var lines = [ScreenLine(text: title, style: .bold)]
    if let trouble { lines.append(trouble) }
    lines += health
    lines += rows(Array(shown))
    if shown.count < bank.doors.count { lines.append(ScreenLine(text: rest(above: first, shown.count), style: .dim)) }
    if footer == 1 {
      // At the foot of the screen, where it doesn't move.
      lines += Array(repeating: ScreenLine(text: ""), count: max(0, size.rows - 1 - lines.count))
      lines.append(ScreenLine(text: lastEvent, style: .dim))
    }
    return Picture(
      lines: lines.prefix(size.rows).map {
        ScreenLine(text: $0.text.harmless.shortened(to: size.columns), style: bank.trouble == nil ? $0.style : aged($0))
      },
      page: page)
  }

  // MARK: Around the doors

  private var title: String {
    let time = clock.title
    guard !bank.doors.isEmpty else {
      return spread(bank.compartment.map { "there is no compartment \($0)" } ?? "no doors", time)
    }
    let counts = ["closed", "open", "unknown"].compactMap { state in
      let count = bank.doors.filter { $0.state == state }.count
      return count == 0 ? nil : "\(count) \(state)"
    }
    return spread(
      "\(bank.doors.count) \(bank.doors.count == 1 ? "door" : "doors"): \(counts.joined(separator: ", "))", time)
  }

  /// The one at the left, the other at the right, where both have room.
  private func spread(_ left: String, _ right: String) -> String {
    let gap = size.columns - left.columns - right.columns
    return gap < 2 ? left : left + String(repeating: " ", count: gap) + right
  }

  private func banner(_ trouble: (since: WallTime, error: LocalAPIError)) -> ScreenLine {
    let since = clock.text(trouble.since)
    let text =
      trouble.error.code == .daemonNotReachable
      ? "daemon not reachable since \(since), trying again"
      : "no answer since \(since), trying again: \(trouble.error.message)"
    return ScreenLine(text: text, style: .reverse)
  }

  /// What is from before the daemon was lost must not look like the present.
  private func aged(_ line: ScreenLine) -> ScreenLine.Style { line == bank.trouble.map(banner) ? .reverse : .dim }

  private func cut(_ lines: [ScreenLine], to room: Int) -> [ScreenLine] {
    guard lines.count > room else { return lines }
    guard room > 1 else { return Array(lines.prefix(room)) }
    let left = lines.count - room + 1
    return lines.prefix(room - 1) + [ScreenLine(text: "… \(left) more lines about buses", style: .dim)]
  }

  private func rest(above first: Int, _ shown: Int) -> String {
    let below = bank.doors.count - first - shown
    let counts = [first > 0 ? "\(first) more above" : nil, below > 0 ? "\(below) more below" : nil].compactMap { $0 }
    return "… \(counts.joined(separator: ", ")): arrow keys, or --compartment NAME"
  }

  private var lastEvent: String {
    guard let event = bank.lastEvent else { return "nothing has happened since the watch began; q ends it" }
    return "last: \(event.at.map(clock.text) ?? "-") \(event.compartment ?? "") \(event.kind): \(event.why)"
  }

  // MARK: The doors

  private func rows(_ doors: [DoorList.Door]) -> [ScreenLine] {
    let columns = DoorColumns(doors: doors, bank: bank, clock: clock, width: size.columns)
    return [ScreenLine(text: columns.titles, style: .bold)]
      + doors.map { ScreenLine(text: columns.text(of: $0), style: style(of: $0)) }
  }

  private func style(of door: DoorList.Door) -> ScreenLine.Style {
    if let since = door.since, clock.now.unixMilliseconds - since.unixMilliseconds < Self.freshMilliseconds {
      return .reverse
    }
    return door.state == "closed" ? .plain : .bold
  }
}
