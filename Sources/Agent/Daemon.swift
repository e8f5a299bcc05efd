package import Configuration
import GPIOInput
import Linux
import LocalAPI
import LocalAPIServer
import LockerDomain
package import Logging
import Prokeep
import ScannerInput
import SerialBus
import ServiceLifecycle
import Store
package import UnixSignals

/// The agent: every room, put together.
///
/// Making it takes the store, then the socket: from then on nobody else is this bank's agent. `run` ends with SIGTERM or
/// SIGINT, or when its task is cancelled.
package struct Daemon: Sendable {
  let configuration: Configuration
  let board: BoardClock
  let logger: Logger
  package let keeper: Keeper
  let sender: Sender
  let gpio: GPIOInput?
  let buses: [SerialBus]
  let scanners: [ScannerInput]
  let live: LiveConfiguration
  let textfile: MetricsTextfile?
  let recordings = Recordings()
  let startedAt: BootTime
  private let socket: ListeningSocket
  private let manager: ServiceManager
  private let rereads: Bool

  /// - Parameters:
  ///   - path: the file that the configuration came from, to be read again with SIGHUP. Without it, that signal is left alone.
  ///   - isReplay: a capture plays the bank: what GPIO lines say is told to `keeper`, and boards are only asked.
  ///   - adoptsStore: a person says that this machine goes on with a store that came from another one.
  package init(
    _ configuration: Configuration, path: String? = nil, board: BoardClock? = nil, manager: ServiceManager,
    isReplay: Bool = false, adoptsStore: Bool = false, logger: Logger
  ) throws(DaemonError) {
    let board = board ?? .kernel(isTrusted: configuration.clock == .trusted)
    do {
      let store = try Store(
        path: configuration.store, machineID: (try? TextFile.text(of: "/etc/machine-id", atMost: 64)) ?? "",
        key: KeyOffer(file: configuration.storeKeyFile))
      if let salvage = store.salvage {
        logger.error("\(salvage)")
        for line in salvage.inventory { logger.notice("\(line)") }
      }
      if let trouble = store.keyTrouble { logger.error("\(Keeper.sentence(for: trouble))") }
      if adoptsStore { try store.adopt() }
      socket = try ListeningSocket(path: configuration.api.socket)
      let keeper = try Keeper(
        store: store, rules: configuration.rules(storeID: store.id),
        compartments: configuration.compartments.map(\.name), board: board, logger: logger)
      sender = try Sender(
        configuration.senderSettings(), outbox: .of(keeper, from: configuration.prokeep.from, logger: logger))
      let contacts = isReplay ? nil : configuration.gpioSettings
      gpio = contacts.map { [recordings] in
        GPIOInput($0) { report in
          recordings.take(report)
          keeper.take(report)
        }
      }
      buses = try (isReplay ? configuration.askingBusSettings : configuration.busSettings).map {
        [recordings] settings in
        try SerialBus(
          settings, heard: { recordings.take($0, on: settings.name) }, report: { keeper.take($0) },
          goods: { keeper.take($0) })
      }
      let compartments = Set(configuration.compartments.map(\.name))
      scanners = try configuration.scannerSettings.map { [recordings] settings in
        try ScannerInput(settings) { scan in
          recordings.take(scan, among: compartments)
          keeper.take(scan)
        }
      }
      self.keeper = keeper
      live = LiveConfiguration(configuration, path: path, keeper: keeper, sender: sender, logger: logger)
    } catch {
      throw DaemonError(error)
    }
    textfile = configuration.metrics.textfile.map { MetricsTextfile(path: $0, logger: logger) }
    self.configuration = configuration
    self.board = board
    self.manager = manager
    rereads = path != nil
    self.logger = logger
    startedAt = board.boot()
  }

  /// - Parameter signals: which signals end it; none where the caller ends it by cancelling the task.
  package func run(signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
    do {
      try await keeper.start(
        outboxChanged: { [sender] in sender.wake() }, clockWasSet: { [sender] in sender.clockWasSet() },
        sending: { [sender] in sender.state })
    } catch {
      throw DaemonError(error)
    }
    // Stopped in the opposite order: first no more callers, then no more doors, the sender, and last the ledger's last word.
    var services: [any Service] = [KeeperService(keeper: keeper), SenderService(sender: sender)]
    if let gpio { services.append(InputService(start: gpio.start, stop: gpio.stop)) }
    for bus in buses { services.append(InputService(start: bus.start, stop: bus.stop)) }
    for scanner in scanners { services.append(InputService(start: scanner.start, stop: scanner.stop)) }
    if rereads {
      // Trapped before the manager hears that the agent is ready: until then the signal would end it.
      services.append(ReloadService(live: live, hangups: await UnixSignalsSequence(trapping: .sighup)))
    }
    if let textfile {
      services.append(MetricsTextfileService(textfile: textfile, page: { await metrics() }))
    }
    services.append(RecordingService(recordings: recordings))
    services.append(LocalAPIServer(socket: socket, backend: backend, logger: logger))
    services.append(WatchdogService(manager: manager, loops: loops, logger: logger))
    logger.info(
      "bank \(configuration.bank.id): \(configuration.compartments.count) compartments, mode \(configuration.prokeep.mode.name)"
    )
    // At debug level it writes down every service with all that is in it.
    var groupLogger = logger
    groupLogger.logLevel = max(logger.logLevel, .notice)
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map {
          ServiceGroupConfiguration.ServiceConfiguration(
            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup)
        }, gracefulShutdownSignals: signals, logger: groupLogger)
    ).run()
  }

  /// The threads whose progress the watchdog asks for.
  private var loops: [Watchdog.Loop] {
    var loops = [
      Watchdog.Loop(name: "sender", poke: { [sender] in sender.wake() }, turns: { [sender] in sender.turns })
    ]
    if let gpio { loops.append(Watchdog.Loop(name: "gpio", poke: {}, turns: { gpio.turns })) }
    for bus in buses { loops.append(Watchdog.Loop(name: bus.settings.name, poke: {}, turns: { bus.turns })) }
    for scanner in scanners {
      loops.append(
        Watchdog.Loop(name: scanner.settings.name, poke: { scanner.poke() }, turns: { scanner.turns }))
    }
    let keeper = keeper
    loops.append(Watchdog.Loop(name: "keeper", poke: { keeper.poke() }, turns: { keeper.turns }))
    return loops
  }
}

extension Configuration.Prokeep.Mode {
  var name: String {
    switch self {
    case .live: "live"
    case .pilot: "pilot"
    case .dryRun: "dry-run"
    }
  }
}

extension Outbox {
  /// The sender's view of the bank. All of it runs on the sender's thread, which may wait for the keeper.
  fileprivate static func of(_ keeper: Keeper, from: PhoneNumber, logger: Logger) -> Outbox {
    Outbox(
      next: { selection in keeper.wait { $0.outgoing(selection, from: from) } },
      mark: { ids in keeper.wait { $0.leave(ids) } },
      mayLeave: { id in keeper.wait { $0.mayLeave(id) } },
      ended: { ended in keeper.wait { $0.attemptsEnded(ended) } },
      attempted: { end in keeper.wait { $0.tally.attemptEnded(end) } },
      now: { keeper.wait { $0.now } },
      healthChanged: { state in
        switch state.health {
        case .working: logger.notice("Prokeep takes texts again")
        case .failing: logger.warning("no text gets through: \(state.lastError ?? "")")
        case .stopped: logger.error("sending is stopped: \(state.lastError ?? "")")
        }
      })
  }
}
