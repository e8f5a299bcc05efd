import Agent
import ArgumentParser
import Configuration
import Glibc
import Linux
import LocalAPI
import LockerDomain
import Synchronization
import UnixSignals

struct DoorLearnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "Walks through a bank: which contact is which door, and what it says when closed.",
    discussion: """
      Asks to open and close one door after the other and watches which contact really moves. The configuration stays as \
      it is: what it should say is printed as YAML to paste, on standard output; the conversation is on standard error.

      Keys, each with Enter:
        (nothing)  it is as you asked, whatever you see here
        s          skip this door
        r          the door before this one again
        q          end with what is known; Ctrl-C and a lost terminal do the same

      While the agent runs, contacts are read through it, and a door that is opened is an opening: with orders in the \
      bank it refuses, unless --yes. While it is stopped, ports and lines are read straight, and nobody takes an opening \
      for a pickup, whatever orders there are: only close every door before it starts again.
      """)

  @OptionGroup var options: CommonOptions

  @Option(name: .long, help: "Only the doors on this bus.")
  var bus: String?

  @Option(name: .long, help: "Only the doors on this chip.")
  var chip: String?

  @Option(name: .long, help: "Write the YAML into this new file as well; it stays when the terminal is lost.")
  var output: String?

  @Flag(name: .long, help: "Also while there are orders in the bank.")
  var yes = false

  /// How often contacts are read.
  private static let period = Duration.milliseconds(50)
  /// How long the agent may take for an answer; nothing that is typed is heard meanwhile.
  private static let patience = Duration.seconds(5)

  func validate() throws {
    guard bus == nil || chip == nil else { throw ValidationError("--bus and --chip exclude each other") }
  }

  func run() async throws {
    let configuration = try options.configuration()
    let walk = try walk(configuration)
    if let output, access(output, F_OK) == 0 { throw Refused("\(output) is there already: name a new file") }
    let learning = DoorLearning(Wiring(configuration), walk: walk)
    let client = LocalAPIClient(socket: configuration.api.socket, timeout: Self.patience)
    let daemon = DaemonContacts(client: client, configuration: configuration)
    let ended: DoorLearning
    if let orders = try await Self.openOrders(daemon) {
      try refuse(orders)
      ended = try await learn(learning, reading: daemon.contacts, problems: daemon.problems)
    } else {
      let hardware = try HardwareContacts(configuration)
      try hardware.start()
      defer { hardware.stop() }
      while !hardware.isSettled { try await Task.sleep(for: Self.period) }
      ended = try await learn(learning, reading: { hardware.contacts }, problems: { hardware.problems })
    }
    try show(ended)
  }

  /// Nil when no daemon runs.
  private static func openOrders(_ daemon: DaemonContacts) async throws -> [String]? {
    do {
      return try await daemon.openOrders()
    } catch let error as LocalAPIError where error.code == .daemonNotReachable {
      return nil
    }
  }

  private func refuse(_ orders: [String]) throws {
    guard !orders.isEmpty else { return }
    let some = orders.prefix(5).joined(separator: ", ") + (orders.count > 5 ? ", ..." : "")
    let warning =
      "orders are in the bank (\(some)), and each door that is opened counts for them as loading or pickup, with its text"
    guard yes else {
      throw Refused(
        "\(warning): wait until they are out, or stop the agent (systemctl stop locker-agent) and learn then")
    }
    Screen.error("\(warning); going on, as --yes says")
  }

  private func walk(_ configuration: Configuration) throws -> [CompartmentName] {
    if let bus, !configuration.buses.contains(where: { $0.name == bus }) {
      throw Refused("the configuration has no bus \(bus)")
    }
    if let chip, !configuration.chips.contains(where: { $0.chip == chip }) {
      throw Refused("the configuration has no chip \(chip)")
    }
    return configuration.compartments.filter { compartment in
      switch compartment.door {
      case .line(let name, _): bus == nil && (chip == nil || chip == name)
      case .lock(let name, _, _): chip == nil && (bus == nil || bus == name)
      }
    }.map(\.name)
  }

  private func learn(
    _ learning: DoorLearning, reading: () async throws -> [Configuration.Door: Int],
    problems: () async throws -> [String]
  ) async throws -> DoorLearning {
    var (learning, keyboard) = (learning, Keyboard())
    // What was learned in an hour must not go with a key or a connection.
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    let isEnded = Mutex(false)
    async let _ = Self.wait(for: signals) { isEnded.withLock { $0 = true } }
    var told: Set<String> = []
    func say(_ words: [DoorLearning.Word]) async throws {
      if words.contains(where: \.asksForReasons) {
        for problem in try await problems() where told.insert(problem).inserted { Screen.error(problem) }
      }
      for word in words { Screen.standardError(word.text) }
    }
    try await say([.closeAll])
    let start = BootTime.now
    while !learning.isFinished {
      let contacts = try await reading()
      try await say(learning.read(contacts, at: .now - start))
      for line in keyboard.lines() {
        switch line {
        case .answer(let answer): try await say(learning.typed(answer, at: .now - start))
        case .unknown: Screen.standardError("  Enter, s (skip), r (the door before again) or q (end), each with Enter")
        case .end: try await say(learning.inputEnded(at: .now - start))
        }
      }
      if isEnded.withLock({ $0 }) { try await say(learning.typed(.quit, at: .now - start)) }
      try await Task.sleep(for: Self.period)
    }
    return learning
  }

  private static func wait(for signals: UnixSignalsSequence, _ happened: @Sendable () -> Void) async {
    for await _ in signals { return happened() }
  }

  private func show(_ learning: DoorLearning) throws {
    guard !learning.learned.isEmpty else { throw Refused("no door was learned; nothing is to be changed") }
    let yaml = learning.yaml
    if options.json { try Screen.json(LearnedDoors(learning)) } else { Screen.text(yaml) }
    guard let output else { return }
    do throws(Errno) { try TextFile.create(output, yaml) } catch {
      throw Refused("\(output) can't be written: \(error)")
    }
  }

  private struct Refused: Sentence {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
  }
}

/// `door learn --json`.
struct LearnedDoors: Encodable {
  struct Door: Encodable {
    var compartment: String
    var input: String
    /// The raw bit or level of the closed door.
    var closed: Int
    /// Whether the configuration had all of that.
    var configured: Bool
  }

  var doors: [Door]
  var findings: [String]
  var yaml: String

  init(_ learning: DoorLearning) {
    let configured = learning.configured
    doors = configured.compartments.compactMap { compartment in
      learning.learned[compartment.name].map { contact in
        Door(
          compartment: compartment.name.text, input: contact.door.description, closed: contact.closed,
          configured: contact.door == compartment.door
            && contact.closed == compartment.closed ?? configured.closed(of: compartment.door))
      }
    }
    findings = learning.findings
    yaml = learning.yaml
  }
}
