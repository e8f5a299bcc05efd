import FoundationEssentials
import LocalAPI
import Testing

/// The JSON of each answer, as commands print it with `--json`.
@Suite struct WireSnapshotTests {
  private let noon = WallTime(unixMilliseconds: 1_785_326_400_000)

  private func check<Value: Codable & Equatable>(_ value: Value, _ json: String) throws {
    let data = try WireJSON.answer(value)
    #expect(String(decoding: data, as: UTF8.self) == json)
    #expect(try WireJSON.readAnswer(Value.self, from: data) == value)
  }

  @Test func doors() throws {
    try check(
      DoorList(doors: [
        .init(compartment: "A1", state: "closed", since: noon, raw: 0, input: "gpio-sim.0-node0 line 3"),
        .init(
          compartment: "B1", state: "unknown", since: nil, raw: nil, input: "bus-a board 0 lock 1",
          reason: "the board does not answer"),
      ]),
      #"{"doors":[{"compartment":"A1","input":"gpio-sim.0-node0 line 3","raw":0,"since":"2026-07-29T12:00:00.000Z","#
        + #""state":"closed"},{"compartment":"B1","input":"bus-a board 0 lock 1","raw":null,"#
        + #""reason":"the board does not answer","since":null,"state":"unknown"}],"version":1}"#)
  }

  @Test func compartments() throws {
    try check(
      CompartmentList(compartments: [
        .init(name: "A1", door: "closed", doorSince: noon, occupancy: "loaded", service: "in-service", order: "S-1"),
        .init(
          name: "A2", door: "unknown", doorSince: nil, occupancy: "empty", service: "out-of-service",
          serviceReason: "hinge"),
      ]),
      #"{"compartments":[{"door":"closed","door_since":"2026-07-29T12:00:00.000Z","name":"A1","occupancy":"loaded","#
        + #""order":"S-1","service":"in-service"},{"door":"unknown","door_since":null,"name":"A2","#
        + #""occupancy":"empty","service":"out-of-service","service_reason":"hinge"}],"version":1}"#)
  }

  @Test func order() throws {
    try check(
      OrderView(
        number: "S-1", state: "ready", label: "ready, customer NOT texted: the number is not a mobile",
        marks: ["unseen"], compartments: [.init(name: "A1", progress: "loaded", door: "closed")],
        customer: .init(name: "Ada", phone: "+*********99"), code: "****", cycle: 2,
        notice: .init(id: 7, state: "dead", reason: "the number is not a mobile", requestID: nil, cycle: 2),
        placedAt: noon, readyAt: nil, endedAt: nil),
      #"{"code":"****","compartments":[{"door":"closed","name":"A1","progress":"loaded"}],"#
        + #""customer":{"name":"Ada","phone":"+*********99"},"cycle":2,"ended_at":null,"#
        + #""label":"ready, customer NOT texted: the number is not a mobile","marks":["unseen"],"#
        + #""notice":{"cycle":2,"id":7,"reason":"the number is not a mobile","request_id":null,"state":"dead"},"#
        + #""number":"S-1","placed_at":"2026-07-29T12:00:00.000Z","ready_at":null,"state":"ready","version":1}"#)
  }

  @Test func endedOrders() throws {
    try check(
      OrderList(orders: [
        OrderView(
          number: "S-2", state: "cancelled", label: "cancelled", marks: [], compartments: [], customer: nil, code: nil,
          cycle: 0, toClear: true, notice: nil, placedAt: nil, readyAt: nil, endedAt: noon)
      ]),
      #"{"orders":[{"code":null,"compartments":[],"customer":null,"cycle":0,"ended_at":"2026-07-29T12:00:00.000Z","#
        + #""label":"cancelled","marks":[],"notice":null,"number":"S-2","placed_at":null,"ready_at":null,"#
        + #""state":"cancelled","to_clear":true}],"version":1}"#)
  }

  @Test func health() throws {
    try check(
      HealthView(
        status: .degraded,
        problems: [.init(code: "door-unknown", subject: "B1", message: "bus-a board 0 does not answer")],
        bank: "gotham-1", mode: "live", clock: .init(state: "synchronised"),
        outbox: .init(
          state: "running", counts: ["pending": 1, "accepted": 12], oldestPendingSeconds: 31, nextAttemptSeconds: 4,
          lastAcceptedAt: noon, stoppedReason: nil),
        inputs: [.init(name: "bus-a board 0", kind: "serial", state: "away", reason: "three misses")],
        agent: .init(version: "0.1.0", uptimeSeconds: 3600, pid: 42)),
      #"{"agent":{"pid":42,"uptime_s":3600,"version":"0.1.0"},"bank":"gotham-1","clock":{"state":"synchronised"},"#
        + #""inputs":[{"kind":"serial","name":"bus-a board 0","reason":"three misses","state":"away"}],"mode":"live","#
        + #""outbox":{"counts":{"accepted":12,"pending":1},"last_accepted_at":"2026-07-29T12:00:00.000Z","#
        + #""next_attempt_s":4,"oldest_pending_s":31,"state":"running","stopped_reason":null},"#
        + #""problems":[{"code":"door-unknown","message":"bus-a board 0 does not answer","subject":"B1"}],"#
        + #""status":"degraded","version":1}"#)
  }

  @Test func unlock() throws {
    try check(
      UnlockResult(compartment: "A1", reason: .pickup, end: .notSent, sentence: "nothing was sent"),
      #"{"compartment":"A1","end":"not-sent","reason":"pickup","sentence":"nothing was sent","version":1}"#)
  }

  @Test func outbox() throws {
    try check(
      OutboxList(
        notices: [
          NoticeView(
            id: 7, order: "S-1", kind: "ready", cycle: 1, state: "pending", reason: nil, key: "abc-S-1-ready-1",
            to: "+*********99", text: "Code ****", requestID: nil, createdAt: noon)
        ], more: true),
      #"{"more":true,"notices":[{"created_at":"2026-07-29T12:00:00.000Z","cycle":1,"id":7,"key":"abc-S-1-ready-1","kind":"ready","#
        + #""order":"S-1","reason":null,"request_id":null,"state":"pending","text":"Code ****","#
        + #""to":"+*********99"}],"version":1}"#)
  }

  @Test func notice() throws {
    try check(
      NoticeView(
        id: 7, order: "S-1", kind: "ready", cycle: 1, state: "accepted", reason: nil, key: "k", to: nil, text: nil,
        answer: "no such number", requestID: "r-1", createdAt: nil),
      #"{"answer":"no such number","created_at":null,"cycle":1,"id":7,"key":"k","kind":"ready","order":"S-1","reason":null,"#
        + #""request_id":"r-1","state":"accepted","text":null,"to":null,"version":1}"#)
  }

  @Test func buses() throws {
    try check(
      BusList(buses: [
        .init(
          name: "bus-a", port: "/dev/serial/by-id/usb-x", protocol: "kerong-cu-3x", baud: 19200, state: "open",
          since: noon, echoes: 2, strayFrames: 1,
          boards: [
            .init(
              address: 0, locks: 16, state: "online", since: noon, roundTripMilliseconds: 12, answered: 10, missed: 1),
            .init(
              address: 1, locks: 16, state: "offline", since: nil, reason: "it does not answer",
              roundTripMilliseconds: nil, answered: 0, missed: 3, missedInARow: 3, badBytes: 7),
          ])
      ]),
      #"{"buses":[{"baud":19200,"boards":[{"address":0,"answered":10,"bad_bytes":0,"locks":16,"missed":1,"#
        + #""missed_in_a_row":0,"round_trip_ms":12,"since":"2026-07-29T12:00:00.000Z","state":"online"},"#
        + #"{"address":1,"answered":0,"bad_bytes":7,"locks":16,"missed":3,"missed_in_a_row":3,"#
        + #""reason":"it does not answer","round_trip_ms":null,"since":null,"state":"offline"}],"#
        + #""echoes":2,"name":"bus-a","port":"/dev/serial/by-id/usb-x","protocol":"kerong-cu-3x","#
        + #""since":"2026-07-29T12:00:00.000Z","state":"open","stray_frames":1}],"version":1}"#)
  }

  @Test func trace() throws {
    try check(
      BusTrace(
        bus: "bus-a",
        entries: [
          .init(bootMilliseconds: 1000, direction: .sent, hex: "02003003", meaning: "request for board 0"),
          .init(bootMilliseconds: 1003, direction: .junk, hex: "ff"),
        ]),
      #"{"bus":"bus-a","entries":[{"boot_ms":1000,"direction":"sent","hex":"02003003","#
        + #""meaning":"request for board 0"},{"boot_ms":1003,"direction":"junk","hex":"ff"}],"version":1}"#)
  }

  @Test func event() throws {
    try check(
      EventView(
        id: 9, at: nil, bootID: "b", bootMilliseconds: 7, kind: "door-closed", compartment: "A1", why: "closed",
        source: "input:gpio line 3"),
      #"{"at":null,"boot_id":"b","boot_ms":7,"compartment":"A1","id":9,"kind":"door-closed","source":"input:gpio line 3","#
        + #""version":1,"why":"closed"}"#)
  }

  @Test func testMessage() throws {
    try check(
      TestMessageResult(accepted: true, outcome: "Prokeep accepted it", status: 202, requestID: "r-1"),
      #"{"accepted":true,"outcome":"Prokeep accepted it","request_id":"r-1","status":202,"version":1}"#)
  }

  @Test func problem() throws {
    let problem = Problem(.conflict, "A1 belongs to order S-2", field: "compartments[0]", order: "S-2")
    let data = try WireJSON.plain(problem)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"detail":"A1 belongs to order S-2","field":"compartments[0]","order":"S-2","status":409,"#
        + #""title":"In conflict with the present state","type":"urn:locker-agent:problem:conflict"}"#)
    #expect(try WireJSON.readPlain(Problem.self, from: data) == problem)
  }

  @Test func anAnswerOfAnotherVersionIsNotRead() {
    let error = #expect(throws: WireJSON.UnknownVersion.self) {
      try WireJSON.readAnswer(DoorList.self, from: Data(#"{"doors":[],"version":2}"#.utf8))
    }
    #expect(error?.version == 2)
  }
}
