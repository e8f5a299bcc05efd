import Agent
import BoardProtocols
import Configuration
import Glibc
import LocalAPI
import Logging
import Simulation

/// The main job from end to end, on a simulated bank and a stand-in for Prokeep. Everything between the two is the real
/// program: a real pseudo-terminal, a real store, real HTTP, orders through the real local API.
struct Demonstration {
  /// Show pickup codes and phone numbers.
  let reveal: Bool
  let asJSON: Bool

  private static let board = SimulatedBoard(address: 0, locks: 16)
  private static let patience = Duration.seconds(60)

  func run() async throws {
    let folder = try DemoFolder()
    // The daemon has its files in it to the end.
    defer { withExtendedLifetime(folder) {} }
    let standIn = ProkeepStandIn(username: "demo", password: "secret")
    try await standIn.start()
    let boards = try SimulatedBoardBus(
      .kerongCU3x, boards: [Self.board], path: folder.port, baud: .b19200, answerDelay: .milliseconds(5))
    defer { boards.stop() }
    try folder.write(credentials: "demo:secret", configuration: Self.configuration(folder, url: standIn.url))
    let reading = Configuration.read(path: folder.configuration)
    guard let configuration = reading.configuration else {
      throw DemoFailure("its configuration has errors: \(reading.findings.map(\.message).joined(separator: "; "))")
    }
    let daemon = try Daemon(
      configuration, manager: ServiceManager(path: "", watchdogInterval: nil),
      logger: Logger(label: "demo", factory: { _ in SwiftLogNoOpLogHandler() }))
    let story = DemoStory(
      client: LocalAPIClient(socket: configuration.api.socket), boards: boards, standIn: standIn, folder: folder,
      reveal: reveal, asJSON: asJSON)

    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await daemon.run(signals: []) }
      group.addTask { try await story.tell() }
      group.addTask {
        try await Task.sleep(for: Self.patience)
        throw DemoFailure("a step did not happen within \(Self.patience.components.seconds) s")
      }
      // The daemon and the clock run until they are cancelled: whoever ends first is the story, or a failure.
      defer { group.cancelAll() }
      try await group.next()
    }
    await standIn.cutUplink()
  }

  private static func configuration(_ folder: DemoFolder, url: String) -> String {
    """
    bank:
      id: demo
      distributor: Gotham Electrical
      location: 1515 Wayne Ave, Gotham, NJ 973
    prokeep:
      url: \(url)
      from: "+12015550123"
      credentials_file: \(folder.credentials)
      retry_cap_s: 1
    timing: {hold_s: 1, reload_window_s: 2}
    clock: trusted
    store: \(folder.path)/agent.sqlite
    api: {socket: \(folder.path)/api.sock}
    serial:
      - name: bus-a
        port: \(folder.port)
        protocol: kerong-cu-3x
        baud: 19200
        boards: [{address: 0, locks: 16, closed: 1}]
    compartments:
      - {names: A1..A16, door: {bus: bus-a, board: 0, first_lock: 1}}

    """
  }
}

/// A step of the demonstration that did not do what it should.
struct DemoFailure: Sentence {
  let sentence: String

  init(_ sentence: String) { self.sentence = "the demonstration failed: \(sentence)" }
}
