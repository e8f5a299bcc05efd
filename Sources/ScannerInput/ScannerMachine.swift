import Linux
import LockerDomain
import SerialLine

/// Decides what happens on a scanner's port: when to open it, what was read, what was read already.
struct ScannerMachine: Sendable {
  /// What the thread has to do.
  enum Action: Equatable {
    /// Then tell `portOpened` or `portFailed`.
    case open
    case close
    case report(Scan)
  }

  private enum State {
    /// The port is closed until it is tried again.
    case closed(until: BootTime)
    /// The thread tries to open it.
    case opening
    case open(ScanParser)
  }

  /// A reader that looks at a label says it again and again; a person takes longer.
  private static let repetition = Duration.seconds(1)
  /// A port that stays open for so long works.
  private static let settled = Duration.seconds(5)

  /// Health speaks so long of what could not be read, as of a scan that could not be taken: then nobody can do anything
  /// about it any more.
  private static let troubleLasts = Duration.seconds(900)

  private let settings: ScannerSettings
  private var state: State
  private var pause = ReopenPause()
  private var since: BootTime
  private var error: SerialError?
  private var lastByteAt: BootTime
  private var last: (text: String, at: BootTime)?
  private var scans = 0
  private var lastScanAt: BootTime?
  private var unreadable: (reason: ScanParser.Reason, until: BootTime)?

  init(_ settings: ScannerSettings, at now: BootTime) {
    self.settings = settings
    state = .closed(until: now)
    since = now
    lastByteAt = now
  }

  mutating func portOpened(at now: BootTime) -> [Action] {
    guard case .opening = state else { preconditionFailure("opened a port that was not to be opened") }
    state = .open(ScanParser(settings.format))
    since = now
    error = nil
    return []
  }

  /// It could not be opened.
  mutating func portFailed(_ error: SerialError, at now: BootTime) -> [Action] {
    guard case .opening = state else { preconditionFailure("failed to open a port that was not to be opened") }
    return closed(because: error, at: now)
  }

  /// It was open and is gone. The device's name is free for its return only once the old descriptor is closed.
  mutating func portLost(_ error: SerialError, at now: BootTime) -> [Action] {
    guard case .open = state else { preconditionFailure("lost a port that was not open") }
    if now - since >= Self.settled { pause.reset() }
    return [.close] + closed(because: error, at: now)
  }

  mutating func received(_ bytes: [UInt8], at now: BootTime) -> [Action] {
    guard case .open(var parser) = state else { preconditionFailure("read from a port that was not open") }
    lastByteAt = now
    let items = parser.received(bytes)
    state = .open(parser)
    return take(items, at: now)
  }

  /// Call it at `wakeAt`; earlier does no harm.
  mutating func timePassed(at now: BootTime) -> [Action] {
    switch state {
    case .opening: return []
    case .closed(let until):
      guard now >= until else { return [] }
      state = .opening
      return [.open]
    case .open(var parser):
      guard let gap = parser.quietAfter, now >= lastByteAt + gap else { return [] }
      let items = parser.lineWentQuiet()
      state = .open(parser)
      return take(items, at: now)
    }
  }

  /// When `timePassed` has something to do, if nothing else happens before.
  var wakeAt: BootTime? {
    switch state {
    case .opening: nil
    case .closed(let until): until
    case .open(let parser): parser.quietAfter.map { lastByteAt + $0 }
    }
  }

  func health(at now: BootTime) -> ScannerHealth {
    let isOpen = if case .open = state { true } else { false }
    return ScannerHealth(
      name: settings.name, port: settings.port, isOpen: isOpen, since: since, error: error, scans: scans,
      lastScanAt: lastScanAt, unreadable: unreadable.flatMap { now < $0.until ? $0.reason : nil })
  }

  private mutating func take(_ items: [ScanParser.Item], at now: BootTime) -> [Action] {
    var actions: [Action] = []
    for item in items {
      switch item {
      case .scan(let text, _):
        let isRepeated = last.map { $0.text == text && now - $0.at < Self.repetition } ?? false
        last = (text, now)
        guard !isRepeated else { continue }
        scans += 1
        lastScanAt = now
        unreadable = nil
        actions.append(.report(Scan(scanner: settings.name, label: settings.labels.read(text), at: now)))
      case .refused(let reason, _):
        if reason.isTrouble { unreadable = (reason, now + Self.troubleLasts) }
      }
    }
    return actions
  }

  private mutating func closed(because error: SerialError, at now: BootTime) -> [Action] {
    state = .closed(until: now + pause.next())
    if self.error == nil { since = now }
    self.error = error
    last = nil
    unreadable = nil
    return []
  }
}
