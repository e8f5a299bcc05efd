import BoardProtocols
import Captures
import Linux
import LocalAPI
import LockerDomain
import SerialBus
import Synchronization
import Testing

@testable import Agent

struct RecordingsTests {
  private static let head: CaptureHead = {
    var bus = CaptureHead.Bus(
      name: "bus-a", boardProtocol: .kerongCU3x, baud: .b19200, settings: [CaptureHead.Setting("poll_ms", "200")],
      port: "/dev/ttyUSB0")
    bus.boards = [CaptureHead.Board(address: 0, locks: 16, closed: 1, map: nil)]
    return CaptureHead(
      program: "test", bank: "test", began: "2026-07-29T12:34:56.789Z", clock: "trusted", boot: .zero,
      timing: [CaptureHead.Setting("hold_s", "10")], buses: [bus],
      doors: [CaptureHead.Door(compartment: "A1", place: .lock(bus: "bus-a", board: 0, lock: 1))])
  }()

  private func traffic(_ what: BusTraffic.What, at nanoseconds: Int64) -> BusTraffic {
    BusTraffic(at: BootTime(nanoseconds: nanoseconds), what: what)
  }

  private func capture(_ lines: AsyncStream<RecordingLine>) async throws -> Capture {
    var text = ""
    for await line in lines { text += line.line + "\n" }
    return try CaptureParser.capture(text)
  }

  @Test("a reader that is too slow learns where how much is missing")
  func lost() async throws {
    let recordings = Recordings()
    let lines = recordings.begin(Self.head, at: BootTime(nanoseconds: 0), start: [])
    for number in 0..<10_000 {
      recordings.take(traffic(.sent([UInt8(number % 256)]), at: Int64(number) * 1000), on: "bus-a")
    }
    var reader = lines.makeAsyncIterator()
    var text = ""
    for _ in 0..<100 { text += (await reader.next()?.line ?? "") + "\n" }
    recordings.take(traffic(.sent([0xAA]), at: 20_000_000), on: "bus-a")
    recordings.end()
    while let line = await reader.next() { text += line.line + "\n" }
    let capture = try CaptureParser.capture(text)
    let lost = capture.events.compactMap { if case .lost(let count) = $0.what { count } else { nil } }
    #expect(lost.count == 1)
    #expect(capture.events.count - 1 + (lost.first ?? 0) == 10_001)
    #expect(capture.events.last?.what == .sent(bus: "bus-a", [0xAA]))
    #expect(capture.events.dropLast().last?.what == lost.first.map { .lost($0) })
  }

  @Test("a reader may leave while its next line is written", .timeLimit(.minutes(1)))
  func leaving() async throws {
    let recordings = Recordings()
    let isOver = Atomic(false)
    let bus = try NamedThread("bus-a") { [line = traffic(.sent([1]), at: 0)] in
      while !isOver.load(ordering: .relaxed) { recordings.take(line, on: "bus-a") }
    }
    for _ in 0..<1000 {
      let lines = recordings.begin(Self.head, at: BootTime(nanoseconds: 0), start: [])
      await withTaskGroup { tasks in
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        tasks.addTask {
          for await _ in lines { arrival.yield() }
        }
        for await _ in arrived { break }
        tasks.cancelAll()
      }
    }
    isOver.store(true, ordering: .relaxed)
    bus.join()
  }

  @Test("only its own bus and doors, no half answers, times that never go back, numbers of its own for orders")
  func contents() async throws {
    let recordings = Recordings()
    let lines = recordings.begin(Self.head, at: BootTime(nanoseconds: 1000), start: [.opened(bus: "bus-a")])
    recordings.take(traffic(.received([1]), at: 2000), on: "bus-a")
    recordings.take(traffic(.sent([2]), at: 3000), on: "bus-a")
    recordings.take(traffic(.sent([3]), at: 4000), on: "bus-b")
    recordings.take(traffic(.received([4]), at: 2000), on: "bus-a")
    let put = PutOrder(customer: .init(name: "Ada", phone: "+12015550199"), code: "0042", compartments: ["A1"])
    var elsewhere = put
    elsewhere.compartments = ["A1", "B1"]
    recordings.performed(.cancel, on: "4711", at: BootTime(nanoseconds: 5000))
    recordings.placed("4712", elsewhere, at: BootTime(nanoseconds: 5000))
    recordings.placed("4711", put, at: BootTime(nanoseconds: 6000))
    recordings.performed(.cancel, on: "4711", at: BootTime(nanoseconds: 7000))
    recordings.unlockAsked(Self.name("A1"), .pickup, at: BootTime(nanoseconds: 8000))
    recordings.unlockAsked(Self.name("B1"), .pickup, at: BootTime(nanoseconds: 8000))
    recordings.end()
    recordings.take(traffic(.sent([5]), at: 8000), on: "bus-a")
    let capture = try await capture(lines)
    #expect(
      capture.events.map(\.what) == [
        .opened(bus: "bus-a"), .sent(bus: "bus-a", [2]), .received(bus: "bus-a", [4]),
        .placed(order: 1, compartments: ["A1"], loaded: false, again: false), .performed(.cancel, order: 1),
        .unlockAsked(compartment: "A1", .pickup),
      ])
    #expect(capture.events.map(\.at) == [0, 2, 2, 5, 6, 7].map { .microseconds($0) })
  }

  private static func name(_ text: String) -> CompartmentName {
    valid { () throws(InvalidValue) in try CompartmentName(text) }
  }

  @Test("a label's meaning, and nothing of what it says")
  func scans() async throws {
    let recordings = Recordings()
    let lines = recordings.begin(Self.head, at: BootTime(nanoseconds: 0), start: [])
    let labels = ScanLabels(
      compartment: try LabelPattern("LOC-{compartment}", for: .compartment),
      order: try LabelPattern("ORD{order}", for: .order))
    let put = PutOrder(customer: .init(name: "Ada", phone: "+12015550199"), code: "0042", compartments: [])
    recordings.placed("4711", put, at: BootTime(nanoseconds: 0))
    for text in ["LOC-A1", "ORD4712", "ORD4711", "LOC-B1", "LOC-Z9", "735210"] {
      recordings.take(
        Scan(scanner: "s", label: labels.read(text), at: BootTime(nanoseconds: 1000)),
        among: [Self.name("A1"), Self.name("B1")])
    }
    // Nobody knows how it came to be.
    recordings.performed(.cancel, on: "4712", at: BootTime(nanoseconds: 1000))
    recordings.end()
    #expect(
      try await capture(lines).events.map(\.what) == [
        .placed(order: 1, compartments: [], loaded: false, again: false), .scanned(scanner: "s", .compartment("A1")),
        .scanned(scanner: "s", .order(2)), .scanned(scanner: "s", .order(1)),
        .scanned(scanner: "s", .unknown(length: 6)), .scanned(scanner: "s", .unknown(length: 6)),
      ])
  }
}
