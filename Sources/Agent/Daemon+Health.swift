import BoardProtocols
import Configuration
import GPIOInput
import Glibc
import Linux
import LocalAPI
import LockerDomain
import Prokeep
import ScannerInput
import SerialBus
import Store

extension Daemon {
  /// How the whole agent is doing. `failing`: texts don't get through or the disk refuses; `degraded`: anything else.
  func health() async -> HealthView {
    let state = sender.state
    let inputs = await inputs
    let adopted = await live.adopted
    let outbox = await keeper.outboxHealth(state)
    let sending = sendingProblems(state) + (await keeper.storeProblems())
    let problems =
      sending
      + inputs.filter { $0.state != "ok" }.map { input in
        HealthView.Problem(
          code: "input-\(input.state)", subject: input.name, message: input.reason ?? "\(input.name) is \(input.state)")
      } + scannerProblems + clockProblems + (await keeper.bankProblems()) + (await textfileProblems())
    return HealthView(
      status: !sending.isEmpty ? .failing : problems.isEmpty ? .ok : .degraded, problems: problems,
      bank: adopted.bank.id, mode: adopted.prokeep.mode.name, clock: HealthView.Clock(state: clockState),
      outbox: outbox, inputs: inputs,
      agent: HealthView.Agent(
        version: AgentVersion.text,
        uptimeSeconds: Int((board.boot().milliseconds - startedAt.milliseconds) / 1000), pid: getpid()))
  }

  var clockState: String {
    guard board.wall() != nil else { return "unsynchronised" }
    return configuration.clock == .trusted ? "trusted" : "synchronised"
  }

  /// A clock that is not synchronised may well be right, and its state says so; one that shows 1970 is not.
  private var clockProblems: [HealthView.Problem] {
    let shown = board.shown()
    guard shown.isUnset else { return [] }
    return [
      HealthView.Problem(
        code: "clock-not-set", subject: "clock",
        message: """
          the board's clock is not set, it shows \(shown.text): no text can leave until it is set; doors and orders go on, \
          and get their times then
          """)
    ]
  }

  private func sendingProblems(_ state: QueueState) -> [HealthView.Problem] {
    let reason = state.lastError ?? "the reason is not known yet"
    switch state.health {
    case .working: return []
    case .failing:
      return [
        HealthView.Problem(code: "outbox-failing", subject: "prokeep", message: "no text gets through: \(reason)")
      ]
    case .stopped:
      return [HealthView.Problem(code: "outbox-stopped", subject: "prokeep", message: "sending is stopped: \(reason)")]
    }
  }

  private func textfileProblems() async -> [HealthView.Problem] {
    guard let textfile, let failure = await textfile.failure else { return [] }
    return [
      HealthView.Problem(
        code: "metrics-textfile", subject: textfile.path,
        message:
          "the metrics file \(textfile.path) can't be written (\(failure)): check the folder and who may write it")
    ]
  }

  /// Chips and boards that doors hang on, and scanners.
  var inputs: [HealthView.Input] {
    get async { doorInputs + (await keeper.scannerInputs(scanners.map(\.health))) }
  }

  private var doorInputs: [HealthView.Input] {
    let chips = (gpio?.health.chips ?? []).map { chip in
      let problem = chip.problem ?? chip.lines.lazy.compactMap(\.problem).first
      return HealthView.Input(
        name: chip.chip, kind: "gpio", state: problem == nil ? "ok" : "away", reason: problem?.sentence)
    }
    return chips + buses.map(\.health).flatMap { bus in bus.boards.map { Self.input($0, on: bus) } }
  }

  private static func input(_ board: BoardHealth, on bus: BusHealth) -> HealthView.Input {
    let state = board.reason == nil ? "ok" : board.presence == .online ? "suspect" : "away"
    return HealthView.Input(
      name: "\(bus.name) board \(board.address)", kind: "serial", state: state, reason: board.reason)
  }
}

extension Keeper {
  func bankProblems() -> [HealthView.Problem] {
    let problems =
      store.damagedFiles.map { file in
        HealthView.Problem(
          code: "store-set-aside", subject: file,
          message:
            "a damaged store lies there with the codes and phone numbers that were in it: delete it when nobody needs it any more"
        )
      }
      + bank.problems.map { HealthView.Problem(code: $0.code.rawValue, subject: $0.subject, message: $0.message) }
    guard let salvage = store.salvage else { return problems }
    let salvaged = HealthView.Problem(code: "store-salvaged", subject: salvage.setAside, message: salvage.description)
    return [salvaged] + problems
  }

  func storeProblems() -> [HealthView.Problem] {
    var problems: [HealthView.Problem] = []
    if let storeFailure {
      problems.append(
        HealthView.Problem(
          code: "store-failing", subject: storeFailure.path,
          message: storeFailure.message
            + (backlog.isEmpty ? "" : "; \(backlog.count) events wait in memory until the disk takes them")))
    }
    if !store.hasRoom {
      problems.append(
        HealthView.Problem(
          code: "store-full", subject: "store",
          message: "the disk is full: new orders are refused, known ones go on; make room on the disk"))
    }
    if let trouble = store.keyTrouble {
      problems.append(
        HealthView.Problem(code: "store-key-wrong", subject: "store", message: Self.sentence(for: trouble)))
    }
    if store.isFromAnotherMachine {
      problems.append(
        HealthView.Problem(
          code: "store-from-another-machine", subject: "store",
          message:
            "the store was made on another machine, which may still send these texts: nothing is sent from here. Stop the agent there, then start this one once with: locker-agent run --adopt-store"
        ))
    }
    return problems
  }

  static func sentence(for keyTrouble: String) -> String {
    "\(keyTrouble): nothing is sent and no order is taken until the agent starts with the right key; doors go on being recorded, and nothing is lost"
  }

  func outboxHealth(_ state: QueueState) -> HealthView.Outbox {
    let oldest = bank.oldestUnsettled.map { Int((now - $0).inMilliseconds / 1000) }
    let next: Moment? =
      switch state.activity {
      case .off, .idle, .sending: nil
      case .pacing(let until), .backingOff(let until), .stopped(let until): until
      }
    return HealthView.Outbox(
      state: state.health == .stopped || mayNotSend ? "stopped" : "running",
      counts: store.noticeCounts, oldestPendingSeconds: oldest,
      nextAttemptSeconds: next.map { max(0, Int(($0 - now).inMilliseconds / 1000)) },
      lastAcceptedAt: wallTime(tally.lastAcceptedAt), stoppedReason: state.health == .stopped ? state.lastError : nil)
  }
}
