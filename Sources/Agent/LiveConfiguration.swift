import Configuration
import LocalAPI
import LockerDomain
import Logging
import Prokeep

/// What the installer wrote, as far as it is in force: what the agent started with, and what a reload has adopted since.
///
/// It runs on a queue of its own, so that it may read the file and wait for the keeper.
actor LiveConfiguration {
  nonisolated let executor = QueueExecutor(label: "configuration")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// The last that was read without an error. What needs a restart stands here as well, and is not in force.
  private(set) var adopted: Configuration
  private let started: Configuration
  private let path: String?
  private let keeper: Keeper
  private let sender: Sender
  private let logger: Logger

  /// - Parameter path: the file to read again; nil when there is none.
  init(_ started: Configuration, path: String?, keeper: Keeper, sender: Sender, logger: Logger) {
    adopted = started
    self.started = started
    self.path = path
    self.keeper = keeper
    self.sender = sender
    self.logger = logger
  }

  /// Reads the file again and takes what it can of it; with an error in it, nothing changes. The credentials are read again too.
  ///
  /// - Throws: `Problem.Kind.invalidConfiguration` with all that is wrong with the file.
  @discardableResult
  func reload(by source: Source) throws(LocalAPI.Problem) -> ReloadResult {
    let configuration = try read()
    let stored = keeper.wait { keeper in
      Result { () throws(LocalAPI.Problem) in try keeper.adopt(configuration, by: source) }
    }
    try stored.get()
    let changed = adopted.keysInForce(to: configuration)
    adopted = configuration
    sender.retryNow()
    let waiting = started.keysForRestart(to: configuration)
    logger.notice("configuration read again, mode \(configuration.prokeep.mode.name)")
    if !waiting.isEmpty { logger.warning("changed, and in force after a restart: \(waiting.joined(separator: ", "))") }
    return ReloadResult(inForce: changed, afterRestart: waiting)
  }

  private func read() throws(LocalAPI.Problem) -> Configuration {
    guard let path else { throw LocalAPI.Problem(.notAvailable, "this agent was not started from a file") }
    let reading = Configuration.read(path: path)
    if let configuration = reading.configuration { return configuration }
    let errors = reading.findings.filter { $0.severity == .error }
    for error in errors { logger.error("\(error.rendered(file: path))") }
    logger.error("\(path) has errors: the configuration in force stays")
    throw LocalAPI.Problem(
      .invalidConfiguration, "\(path) has errors, the configuration in force stays: locker-agent check explains them",
      findings: errors.map(ConfigurationFinding.init))
  }
}

extension Configuration {
  /// The keys in which the other one differs and that a reload puts in force.
  func keysInForce(to other: Configuration) -> [String] {
    let keys: [(name: String, isSame: Bool)] = [
      ("bank", bank == other.bank),
      ("prokeep.mode", prokeep.mode == other.prokeep.mode),
      ("prokeep.on_ambiguous", prokeep.onAmbiguous == other.prokeep.onAmbiguous),
      ("prokeep.ready_ttl_h", prokeep.readyLifetime == other.prokeep.readyLifetime),
      ("notices", notices == other.notices),
      ("timing", timing == other.timing),
    ]
    return keys.filter { !$0.isSame }.map(\.name)
  }

  /// The keys in which the other one differs and that are read at a start only.
  func keysForRestart(to other: Configuration) -> [String] {
    let keys: [(name: String, isSame: Bool)] = [
      ("prokeep.url", prokeep.url == other.prokeep.url),
      ("prokeep.from", prokeep.from == other.prokeep.from),
      ("prokeep.credentials_file", prokeep.credentialsFile == other.prokeep.credentialsFile),
      ("prokeep.pace", prokeep.pace == other.prokeep.pace),
      ("prokeep.retry_cap_s", prokeep.retryCap == other.prokeep.retryCap),
      ("prokeep.splay_s", prokeep.splay == other.prokeep.splay),
      ("prokeep.ca_file", prokeep.caFile == other.prokeep.caFile),
      ("prokeep.proxy", prokeep.proxy == other.prokeep.proxy),
      ("clock", clock == other.clock),
      ("store", store == other.store),
      ("store_key_file", storeKeyFile == other.storeKeyFile),
      ("api", api == other.api),
      ("metrics", metrics == other.metrics),
      ("gpio", chips == other.chips),
      ("serial", buses == other.buses),
      ("scanners", scanners == other.scanners),
      ("compartments", compartments == other.compartments),
    ]
    return keys.filter { !$0.isSame }.map(\.name)
  }
}
