import BoardProtocols
import Configuration
import LocalAPI
import LocalAPIServer
import Linux
import LockerDomain
import Logging
import Prokeep
import SerialBus
import SerialLine
import ServiceLifecycle

extension Daemon {
  /// What callers of the local API get done, and by which room.
  var backend: Backend {
    Backend(
      health: { await health() },
      compartments: { await keeper.compartments() },
      doors: { await doors() },
      unlock: { try await doorOpener.open($0, $1, by: $2.uid) },
      orders: { try await keeper.orders() },
      order: { try await keeper.order($0) },
      placeOrder: { number, order, caller in
        let (view, isNew) = try await keeper.place(number, order, by: caller.uid)
        recordings.placed(number, order, at: .now)
        return Backend.Placed(order: view, isNew: isNew)
      },
      command: { command, number, caller in
        let view = try await keeper.perform(command, on: number, by: caller.uid)
        recordings.performed(command, on: number, at: .now)
        return view
      },
      outbox: { try await keeper.outbox($0) },
      notice: { try await keeper.notice($0) },
      noticeCommand: { command, id, caller in
        let notice = try await keeper.perform(command, onNotice: id, by: caller.uid)
        if command == .retry { sender.retryNow() }
        return notice
      },
      retryAll: { await retryAll(by: $0) },
      buses: { BusList(buses: buses.map(view)) },
      trace: { try trace(ofBus: $0) },
      testMessage: { message, caller in try await sendTest(message, by: caller) },
      reload: { try await live.reload(by: .user(uid: $0.uid)) },
      metrics: { await metrics() },
      events: { try await keeper.events() },
      recording: { bus, caller in
        let lines = try await recording(bus: bus)
        logger.notice("a recording began, asked for by uid \(caller.uid)")
        return lines
      },
      revealed: { what, caller in try await keeper.revealed(what.name, to: caller.uid) })
  }

  /// What each door says, with what is wrong with its board.
  private func doors() async -> DoorList {
    var list = await keeper.doors()
    var boards: [String: BoardHealth] = [:]
    for bus in buses {
      for (board, settings) in zip(bus.health.boards, bus.settings.boards) {
        for door in settings.doors.values { boards[door.text] = board }
      }
    }
    for index in list.doors.indices {
      let door = list.doors[index]
      guard let board = boards[door.compartment], let reason = board.reason else { continue }
      // A door that its board does not speak of has a reason of its own.
      if board.presence == .online, door.reason != nil { continue }
      list.doors[index].reason = reason
    }
    return list
  }

  private func trace(ofBus name: String) throws(LocalAPI.Problem) -> LocalAPI.BusTrace {
    let bus = try bus(named: name)
    return LocalAPI.BusTrace(bus: name, entries: bus.trace.compactMap(BusTrace.Entry.init))
  }

  private func view(_ bus: SerialBus) -> BusList.Bus {
    let health = bus.health
    return BusList.Bus(
      name: health.name, port: health.port, protocol: health.boardProtocol.rawValue, baud: bus.settings.baud.rawValue,
      state: health.isOpen ? "open" : "away", since: board.wallTime(of: health.since), reason: health.error?.message,
      echoes: health.echoes, strayFrames: health.strayFrames,
      boards: zip(health.boards, bus.settings.boards).map { board, settings in
        BusList.Board(
          address: board.address, locks: settings.locks, state: board.presence.word,
          since: self.board.wallTime(of: board.since), reason: board.reason,
          roundTripMilliseconds: board.roundTrip.map { Int(($0 / .milliseconds(1)).rounded()) },
          answered: board.replies, missed: board.misses, missedInARow: board.missesInARow, badBytes: board.badBytes)
      })
  }

  private func retryAll(by caller: Caller) async -> RetryAllResult {
    let waiting = await keeper.bank.unsettledNotices
    logger.notice("all that waits is tried now, asked for by uid \(caller.uid)")
    sender.retryNow()
    return RetryAllResult(waiting: waiting)
  }

  private func sendTest(_ message: LocalAPI.TestMessage, by caller: Caller) async throws -> TestMessageResult {
    let text = TestText(configuration: configuration, mode: await live.adopted.prokeep.mode)
    // A stop doesn't wait for an answer that may take half a minute.
    let result = try await cancelWhenGracefulShutdown { try await text.send(to: message.to) }
    logger.notice("test text, asked for by uid \(caller.uid): \(result.outcome)")
    // What was stopped for a refused pair, or waits after failures, may go on.
    if result.accepted { sender.lineWorks() }
    return result
  }
}

extension BusTrace.Entry {
  fileprivate init?(_ entry: TraceEntry) {
    let direction: Direction =
      switch entry.direction {
      case .sent: .sent
      case .received: .received
      case .echo: .echo
      case .junk: .junk
      }
    self.init(
      bootMilliseconds: entry.at.milliseconds, direction: direction, hex: entry.hex,
      meaning: entry.meaning.isEmpty ? nil : entry.meaning)
  }
}

extension BoardHealth.Presence {
  fileprivate var word: String {
    switch self {
    case .unheard: "unknown"
    case .online: "online"
    case .offline: "offline"
    }
  }
}

extension Backend.Revealed {
  fileprivate var name: String {
    switch self {
    case .allOrders: "all orders"
    case .order(let number): "order \(number)"
    case .wholeOutbox: "the outbox"
    case .notice(let id): "notice \(id)"
    }
  }
}
