import ArgumentParser
import BoardProtocols
import Configuration
import LocalAPI
import SerialBus
import SerialLine

struct SerialProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Finds out which boards are on a port: protocol, speed, addresses, and why.",
    discussion: """
      Asks boards of every known protocol for their state, at their usual speeds first, and never unlocks or sets \
      anything. What a board of a maker that is not known here makes of a foreign query was never studied: try it on a \
      bank without goods, or name the protocol.

      The port must be free: stop the agent while you probe. Exit code 0 when somebody answers, 65 when nobody does.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The port, such as /dev/serial/by-id/...")
  var port: String

  @Option(name: .customLong("protocol"), help: "Only this protocol; say it again for more.")
  var protocols: [BoardProtocol] = []

  @Option(name: .long, help: "Only this speed; otherwise the usual ones, then the others.")
  var baud: Int?

  @Option(name: .long, help: "The addresses to ask: 1, or 0..3.")
  var addresses = "0..3"

  @Flag(name: .long, help: "Let the port's driver switch the RS-485 transmitter.")
  var rs485 = false

  @Option(name: .customLong("timeout-ms"), help: "How long a board has for its answer.")
  var timeout = 800

  private var rate: BaudRate? { baud.flatMap(BaudRate.init(rawValue:)) }

  private var range: ClosedRange<Int>? {
    let ends = addresses.replacing("..", with: " ").split(separator: " ").map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
      (0...255).contains(first), last <= 255
    else { return nil }
    return first...last
  }

  func validate() throws {
    guard baud == nil || rate != nil else {
      throw ValidationError("--baud is one of \(BaudRate.allCases.map { String($0.rawValue) }.joined(separator: ", "))")
    }
    guard let range else { throw ValidationError("--addresses is a number, or a range such as 0..3, within 0..255") }
    guard (10...10_000).contains(timeout) else { throw ValidationError("--timeout-ms is between 10 and 10000") }
    guard protocols.isEmpty || protocols.contains(where: { $0.addresses.overlaps(range) }) else {
      throw ValidationError("boards of this protocol have other addresses than \(addresses)")
    }
  }

  func run() async throws {
    let course = ProbeCourse(
      protocols: protocols.isEmpty ? nil : protocols, baud: rate, addresses: range ?? ProbeCourse.usualAddresses)
    let probe = SerialProbe(port: port, course: course, rs485: rs485, timeout: .milliseconds(timeout))
    if protocols.count != 1 {
      Screen.standardError(
        "only queries are sent, no unlock, no setting; what boards of unknown makers make of them was never studied")
    }
    let outcome = Result { () throws(SerialError) in try probe.run(Self.progress()) }
    switch outcome {
    case .success(let verdict): try show(verdict)
    case .failure(let error):
      guard error.code == .inUse, let owner = await DaemonPort.find(port, options) else { throw error }
      Screen.error(
        "the agent has this port as bus \(owner.bus.name): systemctl stop locker-agent, probe, systemctl start locker-agent"
      )
      throw Status.tryLater
    }
  }

  /// One line for each protocol at each speed.
  private static func progress() -> (ProbeQuestion, Int) -> Void {
    var last: String?
    return { question, left in
      let text = "asking \(question.boardProtocol.rawValue) boards at \(question.baud.rawValue) baud"
      guard text != last else { return }
      last = text
      Screen.standardError("\(text) (\(left + 1) \(left == 0 ? "question" : "questions") left)")
    }
  }

  private func show(_ verdict: ProbeVerdict) throws {
    let yaml = verdict.candidates.first.map(yaml)
    if options.json {
      try Screen.json(ProbeResult(verdict, port: port, yaml: yaml))
    } else {
      for line in verdict.lines { Screen.line(line) }
      if let yaml { Screen.text("\n" + yaml) }
    }
    if verdict.candidates.isEmpty { throw Status.data }
  }

  private func yaml(_ candidate: ProbeVerdict.Candidate) -> String {
    let wiring = Wiring(
      bus: "bus-a", port: port, boardProtocol: candidate.boardProtocol, baud: candidate.baud,
      rs485: rs485 ? .kernel : .adapter, boards: candidate.boards.map { ($0.address, $0.locks, $0.map) },
      closed: candidate.usualClosed)
    return """
      # locks: what the board reports; write how many are connected. closed: a guess, no frame tells: locker-agent door learn
      \(wiring.yaml)
      """
  }
}

extension ProbeVerdict {
  /// For a technician.
  fileprivate var lines: [String] {
    let heads = candidates.isEmpty ? ["no board answered on \(questions) questions"] : candidates.flatMap(\.lines)
    return heads + findings.map { "check: \($0)" }
  }
}

extension ProbeVerdict.Candidate {
  fileprivate var lines: [String] {
    let boards = boards.map { "\($0.address) (\($0.locks) locks)" }.joined(separator: ", ")
    let title = "\(certainty.rawValue): \(boardProtocol.rawValue) at \(baud.rawValue) baud, address \(boards)"
    return [title] + evidence.map { "  because \($0)" } + doubts.map { "  but \($0)" }
  }

  /// What the protocol's public sources take for closed; it depends on how the latches are wired.
  fileprivate var usualClosed: Int {
    switch boardProtocol {
    case .winnsen, .modbusRTU: 0
    case .kerongCU3x, .kerongCU5x, .kerongCU6x, .shuoming8A, .wkly: 1
    }
  }
}

/// `serial probe --json`.
struct ProbeResult: Encodable {
  struct Candidate: Encodable {
    var certainty: String
    var `protocol`: String
    var baud: Int
    var boards: [Board]
    var evidence: [String]
    var doubts: [String]
  }

  struct Board: Encodable {
    var address: Int
    var locks: Int
    /// Only for modbus-rtu.
    var map: String?
  }

  var port: String
  var questions: Int
  var candidates: [Candidate]
  var findings: [String]
  /// The `serial` section for the first candidate; absent without one.
  var yaml: String?

  init(_ verdict: ProbeVerdict, port: String, yaml: String?) {
    self.port = port
    questions = verdict.questions
    candidates = verdict.candidates.map { candidate in
      Candidate(
        certainty: candidate.certainty.rawValue, protocol: candidate.boardProtocol.rawValue,
        baud: candidate.baud.rawValue,
        boards: candidate.boards.map { Board(address: $0.address, locks: $0.locks, map: $0.map?.rawValue) },
        evidence: candidate.evidence,
        doubts: candidate.doubts)
    }
    findings = verdict.findings
    self.yaml = yaml
  }
}
