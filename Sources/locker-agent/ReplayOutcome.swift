import BoardProtocols
import Captures
import LocalAPI
import LockerDomain
import Simulation

/// What an agent made of a capture. `replay --json` prints it. Nothing in it depends on when or how fast it was replayed.
struct ReplayOutcome: Encodable, Sendable {
  /// A line of the ledger.
  struct Entry: Encodable, Sendable {
    /// Since the capture began.
    var seconds: Double
    var kind: String
    var order: String?
    var compartment: String?
    var why: String
    var source: String
  }

  /// What Prokeep's stand-in got.
  struct Request: Encodable, Sendable {
    var to: String
    var text: String
    var status: Int?
  }

  var bank: String
  var began: String
  var notes: [String]
  var ledger: [Entry]
  var requests: [Request]
  /// The capture was not cut off.
  var complete: Bool
  /// Events that the recording had to leave out.
  var lost: Int
  /// Requests of the capture that are neither queries nor unlocks that the agent was asked for: they are not repeated.
  var unrepeated: Int
  var deviations: ReplayPlayer.Deviations

  private let head: CaptureHead

  private enum CodingKeys: String, CodingKey {
    case bank, began, notes, ledger, requests, complete, lost, unrepeated, deviations
  }

  /// - Parameter ports: paths of the replay, and what they are called in the capture.
  init(
    _ capture: Capture, _ script: CaptureScript, _ deviations: ReplayPlayer.Deviations, ledger: [EventView],
    requests: [ProkeepStandInRequest], ports: [(here: String, there: String)]
  ) {
    head = capture.head
    bank = capture.head.bank
    began = capture.head.began
    notes = capture.head.notes
    self.ledger = ledger.map { event in
      let why = ports.reduce(event.why) { $0.replacing($1.here, with: $1.there) }
      return Entry(
        seconds: Double(event.bootMilliseconds) / 1000, kind: event.kind, order: event.order,
        compartment: event.compartment, why: why, source: event.source)
    }
    self.requests = requests.map { request in
      Request(
        to: Self.masked(request.message?.to ?? ""), text: request.message?.text ?? "", status: request.status)
    }
    complete = capture.end != nil
    lost = script.lost
    unrepeated = script.unrepeated
    self.deviations = deviations
  }

  func show() {
    Screen.line("bank \(bank), \(began) (\(head.clock)), by \(head.program)")
    for note in notes { Screen.line("  \(note)") }
    for bus in head.buses {
      let boards = bus.boards.map { String($0.address) }.joined(separator: ", ")
      Screen.line("  \(bus.name): \(bus.boardProtocol.rawValue), \(bus.baud.rawValue) baud, boards \(boards)")
    }
    Screen.line()
    Screen.table(
      ["TIME", "EVENT", "ORDER", "COMPARTMENT", "WHY"],
      ledger.map { entry in
        [Self.column(entry.seconds), entry.kind, entry.order ?? "-", entry.compartment ?? "-", entry.why]
      })
    for (index, request) in requests.enumerated() {
      Screen.line()
      Screen.line("text \(index + 1) to \(request.to), answered with \(request.status.map(String.init) ?? "nothing")")
      for line in request.text.split(separator: "\n") { Screen.line("  | \(line)") }
    }
    Screen.line()
    Screen.line("\(ledger.count) lines in the ledger, texts: \(requests.count)")
    for line in reservations { Screen.line(line) }
  }

  /// Where the replay is not what happened.
  private var reservations: [String] {
    var lines: [String] = []
    if !complete { lines.append("the capture was cut off: its last line is not `end`") }
    if lost > 0 { lines.append("\(lost) events could not be recorded") }
    if unrepeated > 0 {
      lines.append(
        "\(unrepeated) requests are neither queries nor unlocks that the agent was asked for; they were not repeated")
    }
    lines += deviations.notAsked.map { "\($0) the agent did not ask this again within its time" }
    lines += deviations.refused
    return lines
  }

  /// `1.234`.
  static func seconds(_ time: Duration) -> String { column(Double(time.inMilliseconds) / 1000) }

  private static func column(_ seconds: Double) -> String {
    let milliseconds = Int(seconds * 1000 + 0.5)
    let digits = String(milliseconds % 1000)
    let text = "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    return String(repeating: " ", count: max(0, 8 - text.count)) + text
  }

  /// The last two digits are enough to recognise it, as everywhere.
  private static func masked(_ phone: String) -> String {
    "+" + String(repeating: "*", count: max(0, phone.count - 3)) + phone.suffix(2)
  }
}
