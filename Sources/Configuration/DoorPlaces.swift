/// The contacts of one entry of `compartments`: the first one, and those that follow it for a range of names.
struct DoorPlaces {
  /// The door of each name, in their order.
  let doors: [Configuration.Door]
  /// The raw bit or level that means closed for these alone; nil: as their board or chip says.
  let closed: Int?

  /// - Parameters:
  ///   - count: how many doors there are.
  ///   - isRange: whether the entry has `names`, which go with `first_line` and `first_lock`.
  init?(_ node: Node, count: Int, isRange: Bool, chips: ChipList, buses: BusList, _ report: Report) {
    guard let section = Section(node, keys: Schema.door, report) else { return nil }
    let reader = Reader(section: section, count: count, isRange: isRange)
    switch (section["chip"], section["bus"]) {
    case (let chip?, nil):
      guard let doors = reader.lines(of: chip, among: chips) else { return nil }
      self.doors = doors
      closed = section["closed"]?.choice(Configuration.Chip.Level.self, report)?.raw
    case (nil, let bus?):
      guard let doors = reader.locks(of: bus, among: buses) else { return nil }
      self.doors = doors
      closed = section["closed"]?.whole(in: 0...1, unit: "(the raw bit of a closed door)", report)
    case (_?, let bus?):
      report.error("a door is on a chip or on a bus, not on both; keep `chip` or `bus`", at: bus)
      return nil
    case (nil, nil):
      report.error(
        "nobody knows where this door is; write {chip: LABEL, line: 3} or {bus: NAME, board: 0, lock: 1}", at: node)
      return nil
    }
  }

  private struct Reader {
    let section: Section
    let count: Int
    let isRange: Bool

    private var report: Report { section.report }

    func lines(of place: Node, among chips: ChipList) -> [Configuration.Door]? {
      let strangers = ["board", "lock", "first_lock"]
      guard hasNone(of: strangers, because: "belongs to a door on a bus; a door on a chip has `line`") else {
        return nil
      }
      let number = number("line", "first_line")
      guard let chip = place.text(report) else { return nil }
      guard chips.names.contains(chip) || chips.isUnsure else {
        report.error(unknown("chip", chip, among: chips.names, section: "gpio"), at: place)
        return nil
      }
      guard let number else { return nil }
      if case .scalar(let text, let style) = number.content, !(style == .plain && PlainWord(text) != .text) {
        guard !isRange else {
          report.error(
            "`first_line` is the number of the first line; lines with names are written one by one", at: number)
          return nil
        }
        return number.text(report).map { [.line(chip: chip, .name($0))] }
      }
      // No chip has more; the chip itself says when the daemon opens it.
      guard let first = number.whole(in: 0...1023, report) else { return nil }
      return (first..<first + count).map { .line(chip: chip, .offset($0)) }
    }

    func locks(of place: Node, among buses: BusList) -> [Configuration.Door]? {
      let strangers = ["line", "first_line"]
      guard hasNone(of: strangers, because: "belongs to a door on a chip; a door on a bus has `board` and `lock`")
      else {
        return nil
      }
      let number = number("lock", "first_lock")
      let board = section.required("board", "0")
      guard let bus = place.text(report) else { return nil }
      guard let reference = buses.references[bus] else {
        if !buses.isUnsure { report.error(unknown("bus", bus, among: buses.names, section: "serial"), at: place) }
        return nil
      }
      guard let board, let address = board.whole(in: 0...255, report) else { return nil }
      let known = reference.boards.first { $0.address == address }
      if known == nil, !reference.isUnsure {
        let addresses = reference.boards.map { String($0.address) }.joined(separator: ", ")
        report.error("`\(bus)` has no board at address \(address); it has \(addresses)", at: board)
        return nil
      }
      guard let number, let first = number.whole(in: 1...255, report) else { return nil }
      if let known, first + count - 1 > known.locks {
        report.error(beyond(known, of: bus, first: first), at: number)
        return nil
      }
      return (first..<first + count).map { .lock(bus: bus, board: address, lock: $0) }
    }

    /// The key that says where, or where the first of a range is.
    private func number(_ single: String, _ first: String) -> Node? {
      let (wanted, other) = isRange ? (first, single) : (single, first)
      if let misplaced = section[other], section[wanted] == nil {
        report.error(
          isRange
            ? "a range of names needs the place of its first door; write `\(first)` for `\(single)`"
            : "`\(first)` goes with a range of `names`; one compartment has `\(single)`", at: misplaced)
        return nil
      }
      if let both = section[other] {
        report.error("`\(single)` and `\(first)` exclude each other; keep `\(wanted)`", at: both)
      }
      return section.required(wanted, "1")
    }

    private func hasNone(of keys: [String], because reason: String) -> Bool {
      let found = keys.compactMap { key in section[key].map { (key, $0) } }
      for (key, node) in found { report.error("`\(key)` \(reason)", at: node) }
      return found.isEmpty
    }

    private func unknown(_ kind: String, _ name: String, among names: [String], section: String) -> String {
      guard !names.isEmpty else { return "no \(kind) is described; add `\(name.shortened)` to `\(section)`" }
      let hint = Spelling.hint(for: name, in: names)
      return
        "`\(section)` describes no \(kind) `\(name.shortened)`\(hint.isEmpty ? "; it has \(Spelling.list(names))" : hint)"
    }

    private func beyond(_ board: Configuration.Board, of bus: String, first: Int) -> String {
      let reach =
        count > 1 ? "\(count) names from lock \(first) on reach lock \(first + count - 1)" : "this is lock \(first)"
      return "\(reach), and board \(board.address) of `\(bus)` has \(board.locks); write less, or correct its `locks`"
    }
  }
}
