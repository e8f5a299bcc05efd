import Captures
import Configuration
import Linux
import LocalAPI
import LockerDomain

extension CaptureHead {
  /// What a recording of this bank begins with.
  ///
  /// - Parameters:
  ///   - configuration: what is in force; its secrets are no part of it.
  ///   - bus: only this one and its doors.
  init(_ configuration: Configuration, bus: String?, board: BoardClock, at time: BootTime) {
    let clock = configuration.clock == .trusted ? "trusted" : "synchronised"
    self.init(
      program: "locker-agent \(AgentVersion.text)", bank: configuration.bank.id,
      began: WallTime(unixMilliseconds: board.shown().milliseconds).text,
      clock: board.wall() == nil ? "unsynchronised" : clock, boot: .nanoseconds(time.nanoseconds),
      timing: configuration.timing.settings,
      buses: configuration.buses.filter { bus == nil || $0.name == bus }.map(CaptureHead.Bus.init),
      doors: configuration.compartments.compactMap { compartment in
        switch compartment.door {
        case .lock(let name, let board, let lock):
          guard bus == nil || bus == name else { return nil }
          return Door(
            compartment: compartment.name.text, place: .lock(bus: name, board: board, lock: lock),
            closed: compartment.closed)
        case .line:
          guard bus == nil else { return nil }
          return Door(
            compartment: compartment.name.text, place: .contact("\(compartment.door)"), closed: compartment.closed)
        }
      })
  }
}

extension CaptureHead.Bus {
  fileprivate init(_ bus: Configuration.Bus) {
    self.init(
      name: bus.name, boardProtocol: bus.boardProtocol, baud: bus.baud,
      settings: [
        CaptureHead.Setting("poll_ms", milliseconds: bus.poll),
        CaptureHead.Setting("reply_timeout_ms", milliseconds: bus.replyTimeout),
        CaptureHead.Setting("gap_ms", milliseconds: bus.gap),
      ], port: bus.port)
    boards = bus.boards.map {
      CaptureHead.Board(
        address: $0.address, locks: $0.locks, closed: $0.closed, sensesLatch: $0.sensor == .latch, goods: $0.goods,
        map: $0.map)
    }
  }
}

extension Configuration.Timing {
  /// By the keys of the configuration.
  fileprivate var settings: [CaptureHead.Setting] {
    [
      CaptureHead.Setting("hold_s", seconds: hold), CaptureHead.Setting("min_open_s", seconds: minOpen),
      CaptureHead.Setting("reload_window_s", seconds: reloadWindow),
      CaptureHead.Setting("claim_window_s", seconds: claimWindow),
      CaptureHead.Setting("pair_window_s", seconds: pairWindow),
      CaptureHead.Setting("ajar_after_s", seconds: ajarAfter),
      CaptureHead.Setting("load_incomplete_after_s", seconds: loadIncompleteAfter),
      CaptureHead.Setting("unseen_after_s", seconds: unseenAfter),
      CaptureHead.Setting("pickup_window_h", "\(pickupWindow.components.seconds / 3600)"),
      CaptureHead.Setting("pickup_before_text", pickupBeforeText.rawValue),
    ]
  }
}

extension CaptureHead.Setting {
  fileprivate init(_ name: String, seconds: Duration) { self.init(name, "\(seconds.components.seconds)") }

  fileprivate init(_ name: String, milliseconds: Duration) { self.init(name, "\(milliseconds.inMilliseconds)") }
}
