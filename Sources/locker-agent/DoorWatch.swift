import Glibc
import LocalAPI

/// `doors --watch` on a terminal: looks at the bank once a second and with every event, and draws what it sees, until
/// somebody ends it. A daemon that goes away is waited for.
struct DoorWatch {
  private enum Input: Sendable {
    case looked(DoorList, BusList)
    case lost(LocalAPIError)
    case happened(EventView)
    case terminal(TerminalEvents.Event)
  }

  private static let pause = Duration.seconds(1)
  /// Between two looks, however much happens.
  private static let shortestPause = Duration.milliseconds(50)

  /// More than can wait while one picture is drawn; a terminal that takes no more must not fill the memory.
  private static let mostInputs = 1000

  private let client: LocalAPIClient
  private var bank: WatchedBank
  private var page = 1

  /// - Parameters:
  ///   - bank: what the first look showed.
  init(_ client: LocalAPIClient, bank: WatchedBank) {
    self.client = client
    self.bank = bank
  }

  mutating func run() async throws {
    let (inputs, input) = AsyncStream.makeStream(of: Input.self, bufferingPolicy: .bufferingNewest(Self.mostInputs))
    let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let screen = TerminalScreen()
    let terminal = TerminalEvents(readsKeys: screen.hasKeys) { input.yield(.terminal($0)) }
    defer { withExtendedLifetime(terminal) { screen.leave() } }
    try screen.enter()
    try draw(on: screen)
    let client = client
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await Self.look(client, whenAsked: looks) { input.yield($0) } }
      group.addTask {
        try await Self.follow(client) {
          input.yield(.happened($0))
          look.yield()
        }
      }
      group.addTask {
        while true {
          look.yield()
          try await Task.sleep(for: Self.pause)
        }
      }
      defer { group.cancelAll() }
      for await input in inputs {
        guard try take(input, screen) else { return }
        try draw(on: screen)
      }
    }
  }

  /// - Returns: false when it is to end.
  private mutating func take(_ input: Input, _ screen: TerminalScreen) throws -> Bool {
    switch input {
    case .looked(let doors, let buses): bank.looked(doors, buses)
    case .lost(let error): bank.lost(error, at: LocalClock.current.now)
    case .happened(let event): bank.happened(event)
    case .terminal(.resized): break
    case .terminal(.ended), .terminal(.key(.quit)): return false
    case .terminal(.key(let key)): bank.scroll(key, page: page)
    case .terminal(.suspended):
      screen.leave()
      raise(SIGSTOP)
      try screen.enter()
    }
    return true
  }

  private mutating func draw(on screen: TerminalScreen) throws {
    let picture = DoorTable(bank: bank, size: screen.size, clock: .current).picture()
    page = picture.page
    try screen.show(picture.lines)
  }

  private static func look(
    _ client: LocalAPIClient, whenAsked looks: AsyncStream<Void>, _ found: @Sendable (Input) -> Void
  ) async throws {
    for await _ in looks {
      do {
        found(.looked(try await client.doors(), try await client.buses()))
      } catch let error as LocalAPIError {
        found(.lost(error))
      }
      try await Task.sleep(for: shortestPause)
    }
  }

  /// Says what happens; whether the daemon is there is the look's business.
  private static func follow(_ client: LocalAPIClient, _ happened: @Sendable (EventView) -> Void) async throws {
    while true {
      do {
        try await client.withEvents { events in
          for try await event in events { happened(event) }
        }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The daemon ended, in the middle of an event or before: asked again after a pause.
      }
      try await Task.sleep(for: pause)
    }
  }
}
