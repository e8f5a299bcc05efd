import Agent
import Captures
import Configuration
import Linux
import LocalAPI
import Logging
import Simulation

/// A capture, played to an agent of its own: real pseudo-terminals, a real store, real HTTP to a stand-in for Prokeep.
struct Replay: Sendable {
  private let capture: Capture
  private let script: CaptureScript
  private let speed: ReplaySpeed
  private let recording: String?

  /// - Parameter record: a file that gets a recording of the replay itself.
  init(_ capture: Capture, speed: ReplaySpeed, record: String?) {
    self.capture = capture
    script = CaptureScript(capture)
    self.speed = speed
    recording = record
  }

  func run() async throws -> ReplayOutcome {
    let folder = try DemoFolder()
    // The daemon has its files in it to the end.
    defer { withExtendedLifetime(folder) {} }
    let standIn = ProkeepStandIn(username: "replay", password: "secret")
    try await standIn.start()
    let settings = ReplayConfiguration(
      capture: capture.head, folder: folder, speed: speed, quietBuses: script.quietBuses, prokeep: standIn.url)
    try folder.write(credentials: "replay:secret", configuration: settings.text)
    let reading = Configuration.read(path: folder.configuration)
    guard let configuration = reading.configuration else {
      let errors = reading.findings.filter { $0.severity == .error }.map(\.message)
      throw ReplayFailure("no agent can have the capture's bank: \(errors.joined(separator: "; "))")
    }
    let clock = ReplayClock(beganAt: WallTime(text: capture.head.began)?.unixMilliseconds ?? 0)
    let daemon = try Daemon(
      configuration, board: clock.board, manager: ServiceManager(path: "", watchdogInterval: nil),
      isReplay: true, logger: Logger(label: "replay", factory: { _ in SwiftLogNoOpLogHandler() }))
    daemon.keeper.holdTexts()
    let lines = try lines(configuration, settings)
    let copy = try await copy(of: daemon)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      if let copy { group.addTask { try await copy() } }
      let outcome = try await play(daemon, lines, clock) { deviations in
        ReplayOutcome(
          capture, script, deviations, ledger: daemon.keeper.history, requests: standIn.requests,
          ports: zip(settings.ports, capture.head.buses.map(\.port)).map { ($0, $1) })
      }
      // It ends with the agent.
      try await group.waitForAll()
      await standIn.cutUplink()
      return outcome
    }
  }

  private func lines(_ configuration: Configuration, _ settings: ReplayConfiguration) throws -> [ReplayLine] {
    try zip(capture.head.buses, zip(configuration.buses, settings.ports)).map { bus, place in
      let line = ReplayLine(
        bus, firstAnswers: script.firstAnswers[bus.name] ?? [:], replyTimeout: place.0.replyTimeout,
        port: ReplayPort(path: place.1))
      if script.pluggedIn.contains(bus.name) {
        do throws(PseudoTerminal.Failure) { try line.plugIn() } catch { throw ReplayFailure(error.message) }
      }
      return line
    }
  }

  /// What writes the replay's own recording to its end; nil when nobody wants one.
  private func copy(of daemon: Daemon) async throws -> (@Sendable () async throws -> Void)? {
    guard let recording else { return nil }
    let stream = try await daemon.recording()
    let output = CaptureOutput(notes: ["a replay"]) { [recording] in try CaptureFile(recording, replaces: false) }
    return {
      for await line in stream { try output.write(line.line) }
      try output.finish()
    }
  }

  /// Runs the agent while the capture is played to it, and looks at what has become of it before it stops.
  private func play<Outcome: Sendable>(
    _ daemon: Daemon, _ lines: [ReplayLine], _ clock: ReplayClock,
    _ outcome: @escaping @Sendable (ReplayPlayer.Deviations) -> Outcome
  ) async throws -> Outcome {
    let flag: ReplayCancellation
    do throws(Errno) { flag = try ReplayCancellation() } catch {
      throw ReplayFailure("no eventfd could be made: \(error)")
    }
    let unlocks = ReplayUnlocks { compartment, request throws(LocalAPI.Problem) in
      try daemon.askForUnlock(compartment, request, by: ReplayOrder.uid)
    }
    return try await withThrowingTaskGroup(of: Outcome?.self) { group in
      group.addTask {
        try await daemon.run(signals: [])
        return nil
      }
      group.addTask {
        await unlocks.run()
        return nil
      }
      group.addTask {
        try await withTaskCancellationHandler {
          try await Self.onThread {
            var player = ReplayPlayer(
              keeper: daemon.keeper, turnsWithoutPort: daemon.turnsWithoutPort(onBus:), unlocks: unlocks,
              lines: lines, contacts: contacts, clock: clock, speed: speed, cancellation: flag)
            return outcome(try player.play(script))
          }
        } onCancel: {
          flag.cancel()
        }
      }
      defer { group.cancelAll() }
      guard let outcome = try await group.next().flatMap(\.self) else { throw ReplayFailure("the agent has ended") }
      return outcome
    }
  }

  private var contacts: [String: String] {
    var contacts: [String: String] = [:]
    for door in capture.head.doors {
      if case .contact(let input) = door.place { contacts[door.compartment] = input }
    }
    return contacts
  }

  /// The player blocks: that is not for a task's thread.
  private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      do throws(Errno) {
        _ = try NamedThread("replay") { continuation.resume(with: Swift.Result { try body() }) }
      } catch {
        continuation.resume(throwing: ReplayFailure("no thread could be started: \(error)"))
      }
    }
  }
}
