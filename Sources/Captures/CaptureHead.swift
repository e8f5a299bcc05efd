package import BoardProtocols

/// Where a capture comes from, and what has to be known of its bank to replay it.
package struct CaptureHead: Hashable, Sendable {
  /// A setting that is a number or a word: `hold_s=10`.
  package struct Setting: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct Bus: Hashable, Sendable {
    package var name: String
    package var boardProtocol: BoardProtocol
    package var baud: BaudRate
    /// `poll_ms`, `reply_timeout_ms`, `gap_ms`.
    package var settings: [Setting]
    /// The device's path, by which a maintainer knows the adapter.
    package var port: String
    package var boards: [Board] = []

    package init(name: String, boardProtocol: BoardProtocol, baud: BaudRate, settings: [Setting], port: String) {
      self.name = name
      self.boardProtocol = boardProtocol
      self.baud = baud
      self.settings = settings
      self.port = port
    }
  }

  package struct Board: Hashable, Sendable {
    package var address: Int
    package var locks: Int
    /// The raw bit that means closed.
    package var closed: Int
    /// Its contacts sense the latches, not the doors.
    package var sensesLatch: Bool
    /// The raw bit of a goods sensor that sees something; nil where none are connected.
    package var goods: Int?
    package var map: RegisterMap?

    package init(
      address: Int, locks: Int, closed: Int, sensesLatch: Bool = false, goods: Int? = nil, map: RegisterMap?
    ) {
      self.address = address
      self.locks = locks
      self.closed = closed
      self.sensesLatch = sensesLatch
      self.goods = goods
      self.map = map
    }
  }

  /// A compartment and where its door is seen.
  package struct Door: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
      case lock(bus: String, board: Int, lock: Int)
      /// A GPIO line, by its name for people.
      case contact(String)
    }

    package var compartment: String
    package var place: Place
    /// The raw bit or level that means closed where it is not its board's or chip's.
    package var closed: Int?

    package var isContact: Bool {
      switch place {
      case .contact: true
      case .lock: false
      }
    }

    package init(compartment: String, place: Place, closed: Int? = nil) {
      self.compartment = compartment
      self.place = place
      self.closed = closed
    }
  }

  /// The program that wrote it, with its version.
  package var program: String
  package var bank: String
  /// The wall clock when it began, in UTC: `2026-07-29T12:34:56.789Z`.
  package var began: String
  /// What that clock was worth: `synchronised`, `trusted` or `unsynchronised`.
  package var clock: String
  /// Time since boot when it began; the events count from there.
  package var boot: Duration
  /// Who, where, why; and where quoted bytes are from. One line each.
  package var notes: [String]
  package var timing: [Setting]
  package var buses: [Bus]
  package var doors: [Door]

  package init(
    program: String, bank: String, began: String, clock: String, boot: Duration, notes: [String] = [],
    timing: [Setting], buses: [Bus], doors: [Door]
  ) {
    self.program = program
    self.bank = bank
    self.began = began
    self.clock = clock
    self.boot = boot
    self.notes = notes
    self.timing = timing
    self.buses = buses
    self.doors = doors
  }

  /// The lines before the first empty one, without a line break at the end.
  package var text: String {
    var lines = [
      CaptureFormat.title, "by \(program)", "bank \(CaptureWord.text(bank))", "began \(began) \(clock)",
      "boot \(CaptureTime.text(boot))",
    ]
    lines += notes.map(Self.note)
    lines.append("timing \(Self.text(timing))")
    for bus in buses {
      lines.append(
        "bus \(CaptureWord.text(bus.name)) \(bus.boardProtocol.rawValue) \(bus.baud.rawValue) \(Self.text(bus.settings)) \(CaptureWord.text(bus.port))"
      )
      for board in bus.boards {
        lines.append("board \(CaptureWord.text(bus.name)) \(board.text)")
      }
    }
    lines += doors.map(\.text)
    return lines.joined(separator: "\n")
  }

  /// A note's line; control characters become spaces.
  package static func note(_ text: String) -> String {
    let plain = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    return "note " + String(String.UnicodeScalarView(plain))
  }

  private static func text(_ settings: [Setting]) -> String {
    settings.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
  }
}

extension CaptureHead.Board {
  fileprivate var text: String {
    "\(address) locks=\(locks) closed=\(closed)" + (sensesLatch ? " sensor=latch" : "")
      + (goods.map { " goods=\($0)" } ?? "") + (map.map { " map=\($0.rawValue)" } ?? "")
  }
}

extension CaptureHead.Door {
  fileprivate var text: String {
    let words =
      switch place {
      case .lock(let bus, let board, let lock): "\(CaptureWord.text(bus)) \(board) \(lock)"
      case .contact(let input): "contact \(CaptureWord.text(input))"
      }
    return "door \(CaptureWord.text(compartment)) \(words)" + (closed.map { " closed=\($0)" } ?? "")
  }
}
