package import BoardProtocols

extension Configuration {
  /// An entry of `serial`: one port and the boards behind it.
  package struct Bus: Hashable, Sendable {
    /// Who switches an RS-485 line between sending and receiving.
    package enum RS485: String, CaseIterable, Hashable, Sendable {
      case adapter
      /// The UART's driver (TIOCSRS485).
      case kernel
    }

    package let name: String
    package let port: String
    package let boardProtocol: BoardProtocol
    package let baud: BaudRate
    /// How often all boards are asked.
    package let poll: Duration
    package let replyTimeout: Duration
    /// The silence before each request, which also ends an answer of unknown length.
    package let gap: Duration
    package let rs485: RS485
    /// At least one; addresses are unique.
    package let boards: [Board]
  }
}

extension Configuration.Bus {
  fileprivate init?(
    _ section: Section, name: String, protocol boardProtocol: BoardProtocol?, boards: [Configuration.Board]
  ) {
    let report = section.report
    let port = section.required("port", "/dev/serial/by-id/...")?.path(report)
    let baud = section["baud"].map { Self.baud($0, report) } ?? boardProtocol?.defaultBaud
    let poll = section.milliseconds("poll_ms", in: 10...10_000, default: 200)
    let replyTimeout = section.milliseconds("reply_timeout_ms", in: 20...10_000, default: 500)
    let gap = section.milliseconds("gap_ms", in: 5...1000, default: 25)
    let rs485 = section.choice("rs485", default: RS485.adapter)
    guard let port, let boardProtocol, let baud, !boards.isEmpty else { return nil }
    self.init(
      name: name, port: port, boardProtocol: boardProtocol, baud: baud, poll: poll, replyTimeout: replyTimeout,
      gap: gap, rs485: rs485, boards: boards)
    if !boardProtocol.bauds.contains(baud), let place = section["baud"] {
      let known = Spelling.list(boardProtocol.bauds.map { String($0.rawValue) }, last: "or")
      report.warning(
        "\(boardProtocol.rawValue) boards are known at \(known) baud, and may not answer at \(baud.rawValue); write `baud: \(boardProtocol.defaultBaud.rawValue)` unless the board was set otherwise",
        at: place)
    }
    if let warning = PollBudget(self).warning { report.warning(warning, at: section["poll_ms"] ?? section.node) }
  }

  static func baud(_ node: Node, _ report: Report) -> BaudRate? {
    let rates = BaudRate.allCases.map(\.rawValue)
    guard let number = node.whole(in: (rates.first ?? 0)...(rates.last ?? 0), report) else { return nil }
    if let baud = BaudRate(rawValue: number) { return baud }
    report.error(
      "no port runs at \(number) baud; write one of \(rates.map(String.init).joined(separator: ", "))", at: node)
    return nil
  }
}

/// The buses of the file, and what doors may refer to even where an entry has errors.
struct BusList {
  /// What is known of a bus that a door refers to.
  struct Reference {
    fileprivate(set) var boards: [Configuration.Board] = []
    /// A board couldn't be read: a door may mean that one.
    fileprivate(set) var isUnsure = false
  }

  private(set) var buses: [Configuration.Bus] = []
  private(set) var names: [String] = []
  private(set) var references: [String: Reference] = [:]
  /// An entry without a readable name: a door may mean that one.
  private(set) var isUnsure = false
  /// By device: who has it.
  private(set) var ports: [String: (name: String, line: Int)] = [:]
  private var lines: [String: Int] = [:]

  init(_ node: Node?, _ report: Report) {
    guard let node else { return }
    guard let entries = node.list(of: "bus", report) else {
      isUnsure = true
      return
    }
    for entry in entries { read(entry, report) }
  }

  private mutating func read(_ entry: Node, _ report: Report) {
    guard let section = Section(entry, keys: Schema.bus, report) else {
      isUnsure = true
      return
    }
    let name = section.required("name", "bus-a")?.text(report, upTo: 64)
    let boardProtocol = section.required("protocol", "kerong-cu-3x")?.choice(BoardProtocol.self, report)
    let reference = Self.boards(section, boardProtocol, report)
    checkPort(section)
    // The rest is read even without a name, for its errors.
    let bus = Configuration.Bus(section, name: name ?? "", protocol: boardProtocol, boards: reference.boards)
    guard let name, let place = section["name"] else {
      isUnsure = true
      return
    }
    if let line = lines[name] {
      report.error("the bus `\(name)` is described already on line \(line); give this one a name of its own", at: place)
      // A door may mean either.
      references[name]?.isUnsure = true
      return
    }
    lines[name] = place.mark.line
    names.append(name)
    references[name] = reference
    if let bus { buses.append(bus) }
  }

  private static func boards(_ section: Section, _ boardProtocol: BoardProtocol?, _ report: Report) -> Reference {
    var reference = Reference()
    guard let list = section.required("boards", "[{address: 0, locks: 16, closed: 1}]"),
      let entries = list.list(of: "board", report)
    else {
      reference.isUnsure = true
      return reference
    }
    if entries.isEmpty {
      report.error("a bus has at least one board; write `boards: [{address: 0, locks: 16, closed: 1}]`", at: list)
      reference.isUnsure = true
    }
    var lines: [Int: Int] = [:]
    for entry in entries {
      guard let board = Configuration.Board(entry, on: boardProtocol, report) else {
        reference.isUnsure = true
        continue
      }
      if let line = lines[board.address] {
        report.error(
          "address \(board.address) is taken on this bus by the board on line \(line); each board has its own",
          at: entry)
        continue
      }
      lines[board.address] = entry.mark.line
      reference.boards.append(board)
    }
    return reference
  }

  /// Two buses on one port would talk into each other's frames.
  private mutating func checkPort(_ section: Section) {
    guard let place = section["port"], case .scalar(let path, _) = place.content else { return }
    let report = section.report
    let device = report.surroundings.device(path)
    if let other = ports[device] {
      let same = other.name == path ? "" : " as \(other.name)"
      report.error(
        "this port belongs to the bus on line \(other.line)\(same) already; put all boards of a port under one bus",
        at: place)
      return
    }
    ports[device] = (path, place.mark.line)
    if let warning = report.surroundings.doubtAboutPort(path) { report.warning(warning, at: place) }
  }
}
