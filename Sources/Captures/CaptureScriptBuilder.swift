import BoardProtocols

/// Makes the steps of a script, event by event, once it knows which requests the agent sends again.
struct CaptureScriptBuilder {
  /// What the agent sends to open one door.
  private struct Lock {
    let bus: String
    let plan: UnlockPlan
  }

  /// An unlock that was asked for, and whose request follows.
  private struct Unlock {
    let compartment: String
    /// The place of its event.
    let asked: Int
  }

  private let events: [CaptureEvent]
  private let protocols: [String: BoardProtocol]
  private let locks: [String: Lock]
  /// The places of each bus's traffic among the events.
  private let traffic: [String: [Int]]
  /// What the agent sends again, by place: its queries, and the unlocks that it was asked for.
  private var requests: [Int: BoardFrame] = [:]
  /// By the place of the request; of one that found no port, by its own.
  private var unlocks: [Int: Unlock] = [:]
  /// The recording ended before these were answered.
  private var unfinished: Set<Int> = []
  /// Behind these events the agent has its answer to the request at that place.
  private var settled: [Int: Int] = [:]
  private(set) var steps: [CaptureScript.Step] = []
  private(set) var firstAnswers: [String: [[UInt8]: [[UInt8]]]] = [:]
  private(set) var quietBuses: Set<String> = []
  private(set) var unrepeated = 0
  private(set) var lost = 0
  private var lastBytes: [String: (at: Duration, wereReceived: Bool)] = [:]

  init(_ capture: Capture) {
    let events = capture.events
    self.events = events
    protocols = Dictionary(capture.head.buses.map { ($0.name, $0.boardProtocol) }) { first, _ in first }
    locks = Dictionary(capture.head.doors.compactMap { Self.lock(of: $0, capture.head) }) { first, _ in first }
    traffic = Dictionary(grouping: events.indices.filter { events[$0].what.bus != nil }) { events[$0].what.bus ?? "" }
    for bus in capture.head.buses { findQueries(of: bus) }
    for place in events.indices {
      if case .unlockAsked(let compartment, _) = events[place].what { findRequest(of: compartment, askedAt: place) }
    }
    for bus in traffic.keys { findAnswers(on: bus) }
  }

  private static func lock(of door: CaptureHead.Door, _ head: CaptureHead) -> (String, Lock)? {
    guard case .lock(let name, let address, let lock) = door.place,
      let bus = head.buses.first(where: { $0.name == name }),
      let board = bus.boards.first(where: { $0.address == address }),
      let plan = bus.boardProtocol.unlock(board.wired, lock: lock)
    else { return nil }
    return (door.compartment, Lock(bus: name, plan: plan))
  }

  // MARK: Steps

  mutating func take(_ index: Int) {
    let event = events[index]
    guard !unfinished.contains(index) else { return }
    switch event.what {
    case .opened(let bus): add(.plugIn(bus: bus), event)
    case .closed(let bus): add(.unplug(bus: bus), event)
    case .sent(let bus, let bytes):
      lastBytes[bus] = (event.at, false)
      if let unlock = unlocks[index] { add(.sendUnlock(compartment: unlock.compartment), event) }
      if requests[index] != nil {
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
    case .scanned(let scanner, let label): add(.scan(scanner: scanner, label), event)
    case .unlockAsked(let compartment, let reason): take(unlockOf: compartment, reason, index)
    case .lost(let count): lost += count
    }
    guard let request = settled[index], let bus = event.what.bus else { return }
    add(.settle(bus: bus), event)
    if let unlock = unlocks[request] { add(.endUnlock(compartment: unlock.compartment), event) }
  }

  private mutating func take(unlockOf compartment: String, _ reason: CaptureEvent.UnlockReason, _ index: Int) {
    guard unlocks.values.contains(where: { $0.asked == index }) else {
      unrepeated += 1
      return
    }
    add(.askForUnlock(compartment: compartment, reason), events[index])
    guard unlocks[index] != nil else { return }
    add(.sendUnlock(compartment: compartment), events[index])
    add(.endUnlock(compartment: compartment), events[index])
  }

  private mutating func add(_ action: CaptureScript.Action, _ event: CaptureEvent) {
    steps.append(CaptureScript.Step(at: event.at, action: action))
  }

  // MARK: Requests

  private mutating func findQueries(of bus: CaptureHead.Bus) {
    let frames = bus.boards.map { bus.boardProtocol.stateQuery($0.wired) }
    let queries = Dictionary(frames.map { ($0.bytes, $0) }) { first, _ in first }
    for place in traffic[bus.name] ?? [] {
      if case .sent(_, let bytes) = events[place].what { requests[place] = queries[bytes] }
    }
  }

  /// The request that follows, before the port is lost or somebody asks once more; with no port there is none.
  private mutating func findRequest(of compartment: String, askedAt asked: Int) {
    guard let lock = locks[compartment] else { return }
    let places = traffic[lock.bus] ?? []
    let unlock = Unlock(compartment: compartment, asked: asked)
    let port = places.last { $0 < asked && events[$0].what.isOfPort }
    if let port, events[port].what == .closed(bus: lock.bus) {
      unlocks[asked] = unlock
      return
    }
    let next = events[(asked + 1)...].firstIndex { event in
      if case .unlockAsked(compartment, _) = event.what { true } else { event.what == .closed(bus: lock.bus) }
    }
    let sent = places.first { place in
      place > asked && place < next ?? events.endIndex && requests[place] == nil
        && events[place].what == .sent(bus: lock.bus, lock.plan.opening.bytes)
    }
    guard let sent else { return }
    unlocks[sent] = unlock
    requests[sent] = lock.plan.opening
    guard let ending = lock.plan.ending else { return }
    // It is sent until the board confirms it.
    for place in places where place > sent && events[place].what == .sent(bus: lock.bus, ending.bytes) {
      requests[place] = ending
    }
  }

  // MARK: Answers

  /// For each request of a bus: behind which of its events the agent knows what became of it.
  private mutating func findAnswers(on bus: String) {
    guard let boardProtocol = protocols[bus] else { return }
    var rest = (traffic[bus] ?? [])[...]
    while let place = rest.popFirst() {
      guard case .sent(_, let bytes) = events[place].what, let request = requests[place] else { continue }
      let heard = rest.prefix { if case .received = events[$0].what { true } else { false } }
      var end = lastOfAnswer(to: request, boardProtocol, among: Array(heard))
      // What the board says behind it is said before the agent asks again, unless something else happens between.
      while let last = end, heard.contains(last + 1) { end = last + 1 }
      guard end != nil || rest.count > heard.count else {
        unfinished.formUnion([place] + heard)
        unlocks[place] = nil
        return
      }
      settled[end ?? heard.last ?? place] = place
      if end == nil, request.answer != nil { quietBuses.insert(bus) }
      let answer = end.map { end in heard.prefix { $0 <= end } } ?? heard
      if firstAnswers[bus]?[bytes] == nil {
        firstAnswers[bus, default: [:]][bytes] = answer.map { self.bytes(at: $0) }
      }
      rest = rest.dropFirst(heard.count)
    }
  }

  /// Nil when no answer came.
  private func lastOfAnswer(to request: BoardFrame, _ boardProtocol: BoardProtocol, among places: [Int]) -> Int? {
    let echoAnswers = request.mayBeItsOwnAnswer(in: boardProtocol)
    func isAnswer(_ items: [FrameParser.Item]) -> Bool {
      items.contains { item in
        switch item {
        case .frame(let frame): frame.answers(request)
        case .echo: echoAnswers
        case .junk: false
        }
      }
    }
    var parser = FrameParser(boardProtocol)
    _ = parser.sent(request)
    var isAnswered = false
    for (index, place) in places.enumerated() {
      isAnswered = isAnswered || isAnswer(parser.received(bytes(at: place)))
      let next = index + 1 < places.count ? places[index + 1] : nil
      if let next, events[next].at - events[place].at <= CaptureScript.longestPause { continue }
      var quiet = parser
      isAnswered = isAnswered || isAnswer(quiet.lineWentQuiet())
      if isAnswered { return place }
    }
    return nil
  }

  private func bytes(at place: Int) -> [UInt8] {
    switch events[place].what {
    case .sent(_, let bytes), .received(_, let bytes): bytes
    case .opened, .closed, .door, .placed, .performed, .unlockAsked, .scanned, .lost: []
    }
  }
}

extension CaptureHead.Board {
  fileprivate var wired: LockBoard { LockBoard(address: address, locks: locks, map: map) }
}

extension CaptureEvent.What {
  fileprivate var isOfPort: Bool {
    switch self {
    case .opened, .closed: true
    case .sent, .received, .door, .placed, .performed, .unlockAsked, .scanned, .lost: false
    }
  }
}

extension UnlockPlan {
  fileprivate var opening: BoardFrame {
    switch self {
    case .pulse(let request), .hold(let request, _, _): request
    }
  }

  /// Nil where the board ends the pulse by itself.
  fileprivate var ending: BoardFrame? {
    switch self {
    case .pulse: nil
    case .hold(_, let off, _): off
    }
  }
}
