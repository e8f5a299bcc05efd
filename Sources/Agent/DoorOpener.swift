import BoardProtocols
import Configuration
import LocalAPI
import LockerDomain

/// Opens doors on a person's word: first the ledger, then the wire, then the ledger again.
///
/// Nothing is ever sent a second time. That includes a caller who hangs up: what was asked for goes on to its end.
struct DoorOpener: Sendable {
  let configuration: Configuration
  let keeper: Keeper
  /// Sends one unlock and waits for its end.
  let unlock: @Sendable (_ bus: String, _ address: Int, _ lock: Int) async -> UnlockSequence.End
  /// Why nothing can be sent on a bus at the moment, as a sentence; nil when its port is open.
  let trouble: @Sendable (_ bus: String) -> String?
  /// Called when one is in the ledger and about to be sent.
  let asked: @Sendable (CompartmentName, UnlockRequest.Reason) -> Void

  /// - Throws: `Problem` when nothing was tried: no such compartment, no lock there, or a store that can't be written.
  func open(_ text: String, _ request: UnlockRequest, by uid: UInt32) async throws(LocalAPI.Problem) -> UnlockResult {
    let (compartment, place) = try lock(of: text)
    try await keeper.unlockAsked(compartment.name, request.reason.inDomain, by: uid)
    return await send(request, compartment, place)
  }

  /// The same in two halves, for whoever decides when it is sent. For a plain thread, which may wait.
  ///
  /// - Returns: what sends it and returns when its end is in the ledger.
  func ask(_ text: String, _ request: UnlockRequest, by uid: UInt32) throws(LocalAPI.Problem)
    -> @Sendable () async -> Void
  {
    let (compartment, place) = try lock(of: text)
    try keeper.unlockAskedNow(compartment.name, request.reason.inDomain, by: uid)
    return { _ = await send(request, compartment, place) }
  }

  private func send(
    _ request: UnlockRequest, _ compartment: Configuration.Compartment, _ place: Place
  ) async -> UnlockResult {
    asked(compartment.name, request.reason)
    let end = await unlock(place.bus, place.board.address, place.lock)
    let sentence = sentence(for: end, of: compartment, on: place.bus)
    await keeper.unlockEnded(compartment.name, end.inDomain, sentence, by: .input(compartment.door.description))
    return UnlockResult(
      compartment: compartment.name.text, reason: request.reason, end: end.onWire, sentence: sentence)
  }

  private typealias Place = (bus: String, board: Configuration.Board, lock: Int)

  private func lock(of text: String) throws(LocalAPI.Problem) -> (Configuration.Compartment, Place) {
    guard let compartment = configuration.compartments.first(where: { $0.name.text == text }) else {
      throw LocalAPI.Problem(.notFound, "there is no compartment \(text); `locker-agent doors` lists them")
    }
    guard case .lock(let name, let address, let lock) = compartment.door,
      let bus = configuration.buses.first(where: { $0.name == name }),
      let board = bus.boards.first(where: { $0.address == address })
    else {
      throw LocalAPI.Problem(
        .conflict,
        "\(text) can't be unlocked from here: its door is \(compartment.door), a contact without a lock; use its key")
    }
    let wired = LockBoard(address: board.address, locks: board.locks, map: board.map)
    guard bus.boardProtocol.unlock(wired, lock: lock) != nil else {
      throw LocalAPI.Problem(
        .conflict,
        """
        \(text) can't be unlocked from here: its board (\(board.map?.rawValue ?? bus.boardProtocol.rawValue), \
        \(name) board \(address)) has inputs and nothing to open a lock with; use its key
        """)
    }
    return (compartment, (name, board, lock))
  }

  private func sentence(
    for end: UnlockSequence.End, of compartment: Configuration.Compartment, on bus: String
  ) -> String {
    switch end {
    case .notSent: "nothing was sent: \(trouble(bus) ?? "\(bus) could not send just then; it may be asked for again")"
    case .refused: "\(compartment.door) refused it: check the lock's cable and the board, or use the key"
    case .accepted: "\(compartment.door) says that it has done it"
    case .unknown: "sent to \(compartment.door), which has not answered: look at the door; nothing is sent again"
    }
  }
}

extension UnlockRequest.Reason {
  fileprivate var inDomain: Compartment.Unlock.Reason {
    switch self {
    case .staff: .staff
    case .pickup: .pickup
    case .service: .service
    }
  }
}

extension UnlockSequence.End {
  fileprivate var inDomain: Compartment.Unlock.End {
    switch self {
    case .notSent: .notSent
    case .refused: .refused
    case .accepted: .accepted
    case .unknown: .unknown
    }
  }

  fileprivate var onWire: UnlockResult.End {
    switch self {
    case .notSent: .notSent
    case .refused: .refused
    case .accepted: .accepted
    case .unknown: .unknown
    }
  }
}
