import LocalAPI
import Simulation

/// What happens at the bank, one step after the other. Each step waits for what it should bring about.
struct DemoStory {
  let client: LocalAPIClient
  let boards: SimulatedBoardBus
  let standIn: ProkeepStandIn
  let folder: DemoFolder
  let reveal: Bool
  let asJSON: Bool

  private let start = ContinuousClock.now
  private static let code = "0042"
  private static let secondCode = "7310"

  init(
    client: LocalAPIClient, boards: SimulatedBoardBus, standIn: ProkeepStandIn, folder: DemoFolder, reveal: Bool,
    asJSON: Bool
  ) {
    self.client = client
    self.boards = boards
    self.standIn = standIn
    self.folder = folder
    self.reveal = reveal
    self.asJSON = asJSON
  }

  func tell() async throws {
    try await client.withEvents { stream in
      var ledger = DemoLedger(stream)
      try say("a bank of 16 doors: a kerong-cu-3x board on a pseudo-terminal, 19200 baud (\(folder.port))")
      try say("Prokeep's place is taken by a stand-in on \(standIn.url)")
      try await doorsAreKnown(&ledger)
      try await pause()
      try await firstOrder(&ledger)
      try await pause()
      try await orderDuringOutage(&ledger)
      try await pause()
      try await pickup(&ledger)
      try await summary()
    }
  }

  private func doorsAreKnown(_ ledger: inout DemoLedger) async throws {
    while try await client.doors().doors.contains(where: { $0.state == "unknown" }) {
      _ = try await ledger.next { $0.kind == "door-found" }
    }
    try say("all doors are read: closed")
  }

  private func firstOrder(_ ledger: inout DemoLedger) async throws {
    try await place("1001", in: "A1", code: Self.code)
    try await load("A1", lock: 1, order: "1001", &ledger)
    _ = try await ledger.next { $0.kind == "hold-ended" && $0.order == "1001" }
    try say("nobody opened it again within the hold time")
    let request = try await standIn.request(1)
    try show(request, code: Self.code)
    let accepted = try await ledger.next { $0.kind == "notice-accepted" && $0.order == "1001" }
    try say("\(accepted.why)")
    try await expect("1001", state: "ready", notice: "accepted")
  }

  private func orderDuringOutage(_ ledger: inout DemoLedger) async throws {
    await standIn.cutUplink()
    try say("the uplink is cut")
    try await place("1002", in: "A2", code: Self.secondCode)
    try await load("A2", lock: 2, order: "1002", &ledger)
    _ = try await ledger.next { $0.kind == "hold-ended" && $0.order == "1002" }
    try await untilProkeepIsMissed()
    try await expect("1002", state: "ready", notice: "pending")
    try say("the text of order 1002 waits in the store; no connection to Prokeep")
    try await standIn.start()
    try say("the uplink is back")
    let request = try await standIn.request(2)
    try show(request, code: Self.secondCode)
    let accepted = try await ledger.next { $0.kind == "notice-accepted" && $0.order == "1002" }
    try say("\(accepted.why)")
  }

  private func pickup(_ ledger: inout DemoLedger) async throws {
    boards.setDoor(board: 0, lock: 1, isOpen: true)
    try say("door A1 opens, long after its close")
    _ = try await ledger.next { $0.kind == "pickup-started" && $0.order == "1001" }
    boards.setDoor(board: 0, lock: 1, isOpen: false)
    let collected = try await ledger.next { $0.kind == "order-collected" && $0.order == "1001" }
    try say("order 1001 is collected (\(collected.why)); compartment A1 is free, its code and phone number are blanked")
    try await expect("1001", state: "collected", notice: "accepted")
  }

  private func summary() async throws {
    let requests = standIn.requests.count
    guard requests == 2 else { throw DemoFailure("Prokeep should have got 2 requests and got \(requests)") }
    try say("done: 2 orders, 2 texts accepted, none lost, none twice")
  }

  private func place(_ number: String, in compartment: String, code: String) async throws {
    let phone = "+12015550199"
    let order = PutOrder(
      customer: PutOrder.Customer(name: "Ada", phone: phone), code: code, compartments: [compartment])
    let (placed, isNew) = try await client.place(order, as: number)
    guard isNew else { throw DemoFailure("order \(number) was known already") }
    try say(
      "order \(number) \(placed.state) to \(compartment), code \(shown(code)), phone \(reveal ? phone : placed.customer?.phone ?? "")"
    )
  }

  private func load(_ compartment: String, lock: Int, order: String, _ ledger: inout DemoLedger) async throws {
    boards.setDoor(board: 0, lock: lock, isOpen: true)
    _ = try await ledger.next { $0.kind == "load-started" && $0.order == order }
    try say("door \(compartment) opens: loading")
    try await pause()
    boards.setDoor(board: 0, lock: lock, isOpen: false)
    _ = try await ledger.next { $0.kind == "order-ready" && $0.order == order }
    try say("door \(compartment) closes: order \(order) is ready, its text is in the store")
  }

  private func show(_ request: ProkeepStandInRequest, code: String) throws {
    guard request.status == 202, let message = request.message else {
      throw DemoFailure("Prokeep's stand-in answered \(request.status.map(String.init) ?? "nothing")")
    }
    guard message.text.contains(code) else { throw DemoFailure("the text does not hold the pickup code") }
    try say("the customer gets:", lines: message.text.split(separator: "\n").map { masked(String($0), code) })
  }

  /// Time to read.
  private func pause() async throws { try await Task.sleep(for: .seconds(2)) }

  /// The sender has tried, and knows that it can't connect.
  private func untilProkeepIsMissed() async throws {
    while try await client.health().problems.allSatisfy({ $0.code != "outbox-failing" }) {
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func expect(_ number: String, state: String, notice: String) async throws {
    let order = try await client.order(number)
    guard order.state == state, order.notice?.state == notice else {
      throw DemoFailure(
        "order \(number) should be \(state) with its text \(notice); it is \(order.label), \(order.notice?.state ?? "no text")"
      )
    }
  }

  private func shown(_ code: String) -> String { reveal ? code : String(repeating: "*", count: code.count) }

  private func masked(_ line: String, _ code: String) -> String {
    reveal ? line : line.replacing(code, with: shown(code))
  }

  private func say(_ text: String, lines: [String] = []) throws {
    let elapsed = ContinuousClock.now - start
    let tenths = elapsed.components.seconds * 10 + elapsed.components.attoseconds / 100_000_000_000_000_000
    if asJSON {
      try Screen.json(DemoStep(seconds: Double(tenths) / 10, step: text, lines: lines.isEmpty ? nil : lines))
    } else {
      let time = "\(tenths / 10).\(tenths % 10) s"
      Screen.line("[\(String(repeating: " ", count: max(0, 7 - time.count)))\(time)] \(text)")
      for line in lines { Screen.line("            | \(line)") }
    }
    Screen.flush()
  }
}

/// One line of `demo --json`.
struct DemoStep: Encodable {
  /// Since the demonstration began.
  var seconds: Double
  var step: String
  /// The customer's text; absent in other steps.
  var lines: [String]?
}

/// The ledger as the demonstration follows it.
struct DemoLedger {
  private var events: LocalAPI.EventStream.AsyncIterator

  init(_ stream: LocalAPI.EventStream) { events = stream.makeAsyncIterator() }

  mutating func next(where isWanted: (EventView) -> Bool) async throws -> EventView {
    while let event = try await events.next(isolation: #isolation) {
      if isWanted(event) { return event }
    }
    throw DemoFailure("the daemon ended")
  }
}
