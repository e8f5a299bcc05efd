import ArgumentParser
import GPIOInput
import LockerDomain

struct GPIOCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gpio", abstract: "The GPIO chips of this machine, straight from the kernel.",
    subcommands: [List.self, Watch.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "All chips with their lines: names, directions, and who holds them.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
      let chips = ChipDirectory.list()
      if options.json { return try Screen.json(GPIOChips(chips)) }
      if chips.isEmpty { Screen.line("this machine has no GPIO chip that its kernel shows (/dev/gpiochip*)") }
      for chip in chips { Self.show(chip) }
    }

    private static func show(_ chip: ChipListing) {
      let label = chip.label.map { " \"\($0)\"" } ?? ""
      Screen.line("\(chip.path)\(label): \(chip.problem?.sentence ?? "\(chip.lines.count) lines")")
      for line in chip.lines {
        let holder = line.isUsed ? "held by \(line.consumer ?? "the kernel")" : "free"
        Screen.line(
          "  line \(line.offset)\(line.name.map { " \"\($0)\"" } ?? "")  \(line.direction.rawValue)  \(holder)")
      }
    }
  }

  struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One line: every edge as it comes, and what settles. Until Ctrl-C.",
      discussion: "Takes the line, so the daemon must not have it: use `doors --watch` while it runs.")

    @OptionGroup var options: CommonOptions

    @Argument(help: "The chip's label, its name (gpiochip0) or its path.")
    var chip: String

    @Argument(help: "The line's number or name.")
    var line: String

    @Option(name: .long, help: "as-is, disabled, pull-up or pull-down.")
    var bias = "as-is"

    @Option(name: .customLong("debounce-ms"), help: "How long a level must be stable.")
    var debounce = 50

    func validate() throws {
      guard GPIOBias(rawValue: bias) != nil else {
        throw ValidationError("--bias is one of \(GPIOBias.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      guard (0...5000).contains(debounce) else { throw ValidationError("--debounce-ms is between 0 and 5000") }
    }

    func run() async throws {
      let monitor = try LineMonitor(
        chip: chip, line: GPIOLineSelector(line), bias: GPIOBias(rawValue: bias) ?? .asIs,
        debounce: .milliseconds(debounce))
      while true {
        for event in try monitor.next(within: .seconds(5)) {
          let view = GPIOEvent(event)
          if options.json { try Screen.json(view) } else { Screen.line(view.text) }
        }
        Screen.flush()
      }
    }
  }
}

/// `gpio list --json`.
struct GPIOChips: Encodable {
  struct Chip: Encodable {
    var path: String
    var name: String?
    var label: String?
    var problem: String?
    var lines: [Line]
  }

  struct Line: Encodable {
    var line: Int
    var name: String?
    var direction: String
    var used: Bool
    var consumer: String?
  }

  var chips: [Chip]

  init(_ listings: [ChipListing]) {
    chips = listings.map { chip in
      Chip(
        path: chip.path, name: chip.name, label: chip.label, problem: chip.problem?.sentence,
        lines: chip.lines.map {
          Line(line: $0.offset, name: $0.name, direction: $0.direction.rawValue, used: $0.isUsed, consumer: $0.consumer)
        })
    }
  }
}

/// One line of `gpio watch`.
struct GPIOEvent: Encodable {
  /// `edge`, `settled` or `edges-lost`.
  var event: String
  /// 0 is low, 1 is high.
  var level: Int?
  /// Milliseconds since the kernel booted.
  var bootMilliseconds: Double?
  /// Milliseconds since the edge before.
  var afterMilliseconds: Double?

  private enum CodingKeys: String, CodingKey {
    case event, level
    case bootMilliseconds = "boot_ms"
    case afterMilliseconds = "after_ms"
  }

  init(_ event: LineMonitor.Event) {
    switch event {
    case .edge(let level, let at, let after):
      self.event = "edge"
      self.level = level.rawValue
      bootMilliseconds = Double(at.nanoseconds) / 1e6
      afterMilliseconds = after.map { Double($0.nanoseconds) / 1e6 }
    case .settled(let level, let at):
      self.event = "settled"
      self.level = level.rawValue
      bootMilliseconds = Double(at.nanoseconds) / 1e6
    case .edgesLost: self.event = "edges-lost"
    }
  }

  var text: String {
    let time = bootMilliseconds.map { "\($0) ms  " } ?? ""
    let level = level.map { $0 == 0 ? " low" : " high" } ?? ""
    return time + event + level + (afterMilliseconds.map { "  after \($0) ms" } ?? "")
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
