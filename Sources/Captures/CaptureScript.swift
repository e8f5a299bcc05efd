import BoardProtocols

/// A capture as what has to be done to replay it, one step after the other.
///
/// A request that the agent sends by itself, a query of a board's state, is waited for; what the board said to it then is its
/// answer. All other requests (an unlock, somebody else's program) are never repeated: what the board said to them
/// comes at its place unasked.
package struct CaptureScript: Sendable {
  package enum Action: Hashable, Sendable {
    /// The agent asks this, and from then on is answered.
    case await(bus: String, request: [UInt8])
    /// The board says this. `pause`: what has to pass since the bytes before it, when they are parts of one answer.
    case say(bus: String, [UInt8], pause: Duration)
    /// The agent has made of the answer what it can: it asks again.
    case settle(bus: String)
    case plugIn(bus: String)
    case unplug(bus: String)
    case door(compartment: String, CaptureEvent.Door)
    case place(order: Int, compartments: [String], loaded: Bool, again: Bool)
    case perform(CaptureEvent.Command, order: Int)
  }

  package struct Step: Hashable, Sendable {
    package var at: Duration
    package var action: Action
  }

  /// Bytes that come within so long belong to one answer.
  private static let longestPause = Duration.milliseconds(30)

  package let steps: [Step]
  /// How long the clock goes on behind the last step.
  package let end: Duration
  /// Buses whose port was there when the capture began.
  package let pluggedIn: Set<String>
  /// By bus and request: what the board said to it first; empty when it kept quiet.
  package let firstAnswers: [String: [[UInt8]: [[UInt8]]]]
  /// Buses on which a query had no answer: the agent has to run into its timeout there.
  package let quietBuses: Set<String>
  /// Requests that are not repeated.
  package let unrepeated: Int
  /// Events that the recording had to leave out.
  package let lost: Int

  package init(_ capture: Capture) {
    var builder = Builder(capture)
    for index in capture.events.indices { builder.take(index) }
    steps = builder.steps
    end = capture.end ?? capture.events.last?.at ?? .zero
    unrepeated = builder.unrepeated
    lost = builder.lost
    firstAnswers = builder.firstAnswers
    quietBuses = builder.quietBuses
    var first: [String: CaptureEvent.What] = [:]
    for event in capture.events {
      if let bus = event.what.bus, first[bus] == nil { first[bus] = event.what }
    }
    pluggedIn = Set(first.filter { $0.value != .closed(bus: $0.key) }.keys)
  }

  private struct Builder {
    private let events: [CaptureEvent]
    private let lines: [String: Line]
    /// The places of each bus's traffic among the events.
    private let traffic: [String: [Int]]
    /// The recording ended before these were answered.
    private var unfinished: Set<Int> = []
    /// Behind these events the agent has its answer.
    private var settled: Set<Int> = []
    private(set) var steps: [Step] = []
    private(set) var firstAnswers: [String: [[UInt8]: [[UInt8]]]] = [:]
    private(set) var quietBuses: Set<String> = []
    private(set) var unrepeated = 0
    private(set) var lost = 0
    private var lastBytes: [String: (at: Duration, wereReceived: Bool)] = [:]

    init(_ capture: Capture) {
      events = capture.events
      lines = Dictionary(capture.head.buses.map { ($0.name, Line($0)) }) { first, _ in first }
      traffic = Dictionary(grouping: capture.events.indices.filter { capture.events[$0].what.bus != nil }) {
        capture.events[$0].what.bus ?? ""
      }
      for (bus, places) in traffic { findAnswers(on: bus, among: places) }
    }

    mutating func take(_ index: Int) {
      let event = events[index]
      guard !unfinished.contains(index) else { return }
      switch event.what {
      case .opened(let bus): add(.plugIn(bus: bus), event)
      case .closed(let bus): add(.unplug(bus: bus), event)
      case .sent(let bus, let bytes):
        lastBytes[bus] = (event.at, false)
        if lines[bus]?.queries[bytes] != nil {
          add(.await(bus: bus, request: bytes), event)
        } else {
          unrepeated += 1
        }
      case .received(let bus, let bytes):
        var pause = Duration.zero
        if let last = lastBytes[bus], last.wereReceived, event.at - last.at <= CaptureScript.longestPause {
          pause = event.at - last.at
        }
        lastBytes[bus] = (event.at, true)
        add(.say(bus: bus, bytes, pause: pause), event)
      case .door(let compartment, let door): add(.door(compartment: compartment, door), event)
      case .placed(let order, let compartments, let loaded, let again):
        add(.place(order: order, compartments: compartments, loaded: loaded, again: again), event)
      case .performed(let command, let order): add(.perform(command, order: order), event)
      case .lost(let count): lost += count
      }
      if settled.contains(index), let bus = event.what.bus { add(.settle(bus: bus), event) }
    }

    private mutating func add(_ action: Action, _ event: CaptureEvent) {
      steps.append(Step(at: event.at, action: action))
    }

    /// For each query of a bus: behind which of its events the agent knows what became of it.
    private mutating func findAnswers(on bus: String, among places: [Int]) {
      guard let line = lines[bus] else { return }
      var rest = places[...]
      while let place = rest.popFirst() {
        guard case .sent(_, let bytes) = events[place].what, let query = line.queries[bytes] else { continue }
        let heard = rest.prefix { if case .received = events[$0].what { true } else { false } }
        var end = lastOfAnswer(to: query, line.boardProtocol, among: Array(heard))
        // What the board says behind it is said before the agent asks again, unless something else happens between.
        while let last = end, heard.contains(last + 1) { end = last + 1 }
        guard end != nil || rest.count > heard.count else {
          unfinished.formUnion([place] + heard)
          return
        }
        settled.insert(end ?? heard.last ?? place)
        if end == nil { quietBuses.insert(bus) }
        let answer = end.map { end in heard.prefix { $0 <= end } } ?? heard
        if firstAnswers[bus]?[bytes] == nil {
          firstAnswers[bus, default: [:]][bytes] = answer.map { self.bytes(at: $0) }
        }
        rest = rest.dropFirst(heard.count)
      }
    }

    /// Nil when no answer came.
    private func lastOfAnswer(to query: BoardFrame, _ boardProtocol: BoardProtocol, among places: [Int]) -> Int? {
      var parser = FrameParser(boardProtocol)
      _ = parser.sent(query)
      var isAnswered = false
      for (index, place) in places.enumerated() {
        isAnswered = isAnswered || Self.isAnswer(parser.received(bytes(at: place)), to: query)
        let next = index + 1 < places.count ? places[index + 1] : nil
        if let next, events[next].at - events[place].at <= CaptureScript.longestPause { continue }
        var quiet = parser
        isAnswered = isAnswered || Self.isAnswer(quiet.lineWentQuiet(), to: query)
        if isAnswered { return place }
      }
      return nil
    }

    private static func isAnswer(_ items: [FrameParser.Item], to query: BoardFrame) -> Bool {
      items.contains { if case .frame(let frame) = $0 { frame.answers(query) } else { false } }
    }

    private func bytes(at place: Int) -> [UInt8] {
      switch events[place].what {
      case .sent(_, let bytes), .received(_, let bytes): bytes
      case .opened, .closed, .door, .placed, .performed, .lost: []
      }
    }
  }

  /// What the agent asks by itself on one bus.
  private struct Line {
    let boardProtocol: BoardProtocol
    let queries: [[UInt8]: BoardFrame]

    init(_ bus: CaptureHead.Bus) {
      boardProtocol = bus.boardProtocol
      let frames = bus.boards.map {
        bus.boardProtocol.stateQuery(LockBoard(address: $0.address, locks: $0.locks, map: $0.map))
      }
      queries = Dictionary(frames.map { ($0.bytes, $0) }) { first, _ in first }
    }
  }
}

extension CaptureEvent.What {
  /// The bus that it happened on.
  package var bus: String? {
    switch self {
    case .opened(let bus), .closed(let bus), .sent(let bus, _), .received(let bus, _): bus
    case .door, .placed, .performed, .lost: nil
    }
  }
}
