package import LockerDomain

/// Walks a technician through a bank: which contact moves when this door is opened and closed?
///
/// It starts with all doors closed, which only the technician can know: what a contact says then is what it says of a
/// closed door. From there on every door is opened and closed once. Times are durations since any one start.
package struct DoorLearning: Sendable {
  /// What the technician types.
  package enum Answer: Hashable, Sendable {
    /// Enter: it is as you asked, whatever you see.
    case done
    case skip
    /// The door before this one again.
    case again
    case quit
  }

  /// What is to be said.
  package enum Word: Hashable, Sendable {
    case closeAll
    /// Nothing can be learned: no contact can be read.
    case nothingToRead
    case allClosed(contacts: Int)
    case open(CompartmentName, number: Int, of: Int)
    /// Its contact, and what it says now.
    case opened(CompartmentName, Configuration.Door, closed: Int, open: Int)
    case learned(CompartmentName, LearnedWiring.Contact)
    /// This contact was learned as that of another door.
    case known(Configuration.Door, as: CompartmentName)
    case severalMoved([Configuration.Door])
    case closeAgain
    case chatters(Configuration.Door)
    case passedOver(CompartmentName, Trouble)
    /// These contacts can't be read any more.
    case lost([Configuration.Door])
    case back
    case finished
  }

  /// Why a door was not learned.
  package enum Trouble: Hashable, Sendable {
    case skipped
    case nothingMoved
    /// It changed and did not change back.
    case stuck(Configuration.Door)
    case severalMoved([Configuration.Door])
    case known(Configuration.Door, as: CompartmentName)
    /// It moved, and does not come to rest.
    case chatters(Configuration.Door)
  }

  private enum State: Hashable {
    case asking
    case opening
    /// This contact moved; its door is to be closed.
    case closing(Configuration.Door)
    /// What happened was not what was asked for: until all contacts are as they were.
    case returning
    case finished
  }

  /// Contacts that stay as they are for so long have come to rest.
  private static let settled = Duration.milliseconds(300)
  /// Two changes are one opening; more than this is a contact that chatters.
  private static let mostChanges = 8
  /// Nobody is there to type any more: a door that doesn't move for so long is passed over.
  private static let patience = Duration.seconds(60)

  package let configured: Wiring
  private let walk: [CompartmentName]
  private var state = State.asking
  private var step = 0
  /// What the contacts said when all doors were closed.
  private var start: [Configuration.Door: Int] = [:]
  /// The same, but for contacts that moved and stayed so, until they say again what they said at the start.
  private var rest: [Configuration.Door: Int] = [:]
  private var present: [Configuration.Door: Int] = [:]
  /// Contacts that can't be read, and those of which that was told.
  private var missing: Set<Configuration.Door> = []
  private var toldMissing: Set<Configuration.Door> = []
  private var movedAt = Duration.zero
  private var stepAt = Duration.zero
  private var changes: [Configuration.Door: Int] = [:]
  private var hasListener = true
  package private(set) var learned: [CompartmentName: LearnedWiring.Contact] = [:]
  package private(set) var troubles: [CompartmentName: Trouble] = [:]
  /// Contacts that changed far more often than their doors. What they say counts for nothing.
  package private(set) var chattering: Set<Configuration.Door> = []

  /// - Parameter walk: the compartments to learn, in the order in which they are asked for.
  package init(_ configured: Wiring, walk: [CompartmentName]) {
    self.configured = configured
    self.walk = walk
  }

  package var isFinished: Bool { state == .finished }

  /// What is known by now.
  package var wiring: LearnedWiring { LearnedWiring(configured, learned: learned, atRest: start) }

  // MARK: Events

  /// What the contacts say, all that can be read. Call it often.
  package mutating func read(_ contacts: [Configuration.Door: Int], at now: Duration) -> [Word] {
    note(contacts, at: now)
    guard state != .asking, state != .finished else { return [] }
    return told() + chatter(at: now) + moved(at: now) + expired(at: now)
  }

  package mutating func typed(_ answer: Answer, at now: Duration) -> [Word] {
    switch (state, answer) {
    case (.finished, _): return []
    case (_, .quit):
      state = .finished
      return [.finished]
    case (.asking, .done): return begin(at: now)
    case (.asking, .skip), (.asking, .again): return [.closeAll]
    case (_, .again):
      if step > 0 { step -= 1 }
      learned[walk[step]] = nil
      troubles[walk[step]] = nil
      // What was loose may have been repaired.
      chattering = []
      return ask(at: now)
    case (.opening, .done): return passOver(.nothingMoved, at: now)
    case (.opening, .skip), (.closing, .skip): return passOver(.skipped, at: now)
    case (.closing(let contact), .done): return passOver(.stuck(contact), at: now)
    case (.returning, .done):
      // They don't come back: from now on this is how they are.
      for contact in displaced { rest[contact] = present[contact] }
      return ask(at: now)
    case (.returning, .skip):
      return passOver(troubles[walk[step]] ?? .skipped, at: now)
    }
  }

  /// Nobody types any more.
  package mutating func inputEnded(at now: Duration) -> [Word] {
    hasListener = false
    guard state == .asking else { return [] }
    state = .finished
    return [.finished]
  }

  // MARK: Steps

  private mutating func begin(at now: Duration) -> [Word] {
    guard !present.isEmpty else { return [.nothingToRead, .closeAll] }
    start = present
    rest = present
    return [.allClosed(contacts: rest.count)] + ask(at: now)
  }

  /// Asks for the door whose turn it is, once all contacts are as they were.
  private mutating func ask(at now: Duration) -> [Word] {
    guard step < walk.count else {
      state = .finished
      return [.finished]
    }
    changes = [:]
    stepAt = now
    guard displaced.isEmpty else {
      state = .returning
      return [.closeAgain]
    }
    state = .opening
    return [.open(walk[step], number: step + 1, of: walk.count)]
  }

  private mutating func passOver(_ trouble: Trouble, at now: Duration) -> [Word] {
    let name = walk[step]
    // What was seen says more than that somebody went on.
    let known = trouble == .skipped ? troubles[name] ?? trouble : trouble
    troubles[name] = known
    if case .stuck(let contact) = known { rest[contact] = present[contact] }
    step += 1
    return [.passedOver(name, known)] + ask(at: now)
  }

  /// The contacts that don't say what they said at rest.
  private var displaced: [Configuration.Door] {
    rest.keys.filter { !chattering.contains($0) && present[$0] != rest[$0] && present[$0] != nil }
      .sorted { $0.description < $1.description }
  }

  private mutating func moved(at now: Duration) -> [Word] {
    guard now - movedAt >= Self.settled else { return [] }
    // The doors were closed at the start: whatever was taken for its rest since, such a contact's door is closed again.
    for (contact, raw) in start where present[contact] == raw { rest[contact] = raw }
    let displaced = displaced
    switch state {
    case .asking, .finished: return []
    case .returning: return displaced.isEmpty ? ask(at: now) : []
    case .opening:
      guard let contact = displaced.first else { return [] }
      guard displaced.count == 1 else { return refuse(.severalMoved(displaced), saying: .severalMoved(displaced)) }
      if let other = learned.first(where: { $0.value.door == contact })?.key {
        return refuse(.known(contact, as: other), saying: .known(contact, as: other))
      }
      state = .closing(contact)
      return [.opened(walk[step], contact, closed: rest[contact] ?? 0, open: present[contact] ?? 0)]
    case .closing(let contact):
      if displaced == [contact] { return [] }
      guard displaced.isEmpty else { return refuse(.severalMoved(displaced), saying: .severalMoved(displaced)) }
      return learn(contact, at: now)
    }
  }

  private mutating func refuse(_ trouble: Trouble, saying word: Word) -> [Word] {
    troubles[walk[step]] = trouble
    state = .returning
    return [word, .closeAgain]
  }

  private mutating func learn(_ contact: Configuration.Door, at now: Duration) -> [Word] {
    let name = walk[step]
    let found = LearnedWiring.Contact(door: contact, closed: rest[contact] ?? 0)
    learned[name] = found
    troubles[name] = nil
    step += 1
    return [.learned(name, found)] + ask(at: now)
  }

  // MARK: Readings

  private mutating func note(_ contacts: [Configuration.Door: Int], at now: Duration) {
    for (contact, raw) in contacts {
      if let old = present[contact], old != raw { changes[contact, default: 0] += 1 }
      // One that comes later is taken as it is found.
      if state != .asking, rest[contact] == nil { rest[contact] = raw }
    }
    let known = contacts.filter {
      present[$0.key] != nil && present[$0.key] != $0.value && !chattering.contains($0.key)
    }
    if !known.isEmpty { movedAt = now }
    present = state == .asking ? contacts : present.merging(contacts) { $1 }
    missing = Set(rest.keys).subtracting(contacts.keys)
  }

  private mutating func told() -> [Word] {
    guard missing != toldMissing else { return [] }
    let isWorse = !missing.isSubset(of: toldMissing)
    toldMissing = missing
    if isWorse { return [.lost(missing.sorted { $0.description < $1.description })] }
    return missing.isEmpty ? [.back] : []
  }

  private mutating func chatter(at now: Duration) -> [Word] {
    let fresh = changes.filter { $0.value > Self.mostChanges && !chattering.contains($0.key) }.keys
      .sorted { $0.description < $1.description }
    chattering.formUnion(fresh)
    let words = fresh.map { Word.chatters($0) }
    guard case .closing(let contact) = state, fresh.contains(contact) else { return words }
    return words + passOver(.chatters(contact), at: now)
  }

  private mutating func expired(at now: Duration) -> [Word] {
    guard !hasListener, now - max(stepAt, movedAt) >= Self.patience else { return [] }
    switch state {
    case .asking, .finished: return []
    case .opening: return passOver(.nothingMoved, at: now)
    case .closing(let contact): return passOver(.stuck(contact), at: now)
    case .returning:
      for contact in displaced { rest[contact] = present[contact] }
      return passOver(troubles[walk[step]] ?? .skipped, at: now)
    }
  }
}
