package import LocalAPI
import LockerDomain
import Store

// A bank whose clock somebody else moves: a capture is replayed, and every step waits for the one before. All of it is for
// plain threads, which may wait.
extension Keeper {
  /// How long until something is due by itself, by the board's clock; nil: nothing is.
  package nonisolated var untilDue: Duration? { wait { $0.untilNextTurn() } }

  /// The board's clock was moved: carries out what is due.
  package nonisolated func clockMoved() { wait { $0.timerFired() } }

  /// Lets one text leave, the oldest that may.
  ///
  /// - Returns: false when none may.
  package nonisolated func letTextLeave() -> Bool {
    wait { keeper in
      guard !keeper.bank.noticesToSend(atMost: 1).isEmpty else { return false }
      keeper.textsAllowed = 1
      keeper.outboxChanged()
      return true
    }
  }

  /// A text was let out, and nobody knows yet what becomes of it.
  package nonisolated var isTextUnderWay: Bool { wait { ($0.textsAllowed ?? 0) > 0 || !$0.offered.isEmpty } }

  /// From now on no text leaves unless `letTextLeave` says so.
  package nonisolated func holdTexts() { wait { $0.textsAllowed = 0 } }

  package nonisolated func placeNow(_ number: String, _ order: PutOrder, by uid: UInt32) throws(LocalAPI.Problem) {
    try wait { keeper in
      Result { () throws(LocalAPI.Problem) in _ = try keeper.place(number, order, by: uid) }
    }.get()
  }

  package nonisolated func performNow(
    _ command: OrderCommand, on number: String, by uid: UInt32
  ) throws(LocalAPI.Problem) {
    try wait { keeper in
      Result { () throws(LocalAPI.Problem) in _ = try keeper.perform(command, on: number, by: uid) }
    }.get()
  }

  nonisolated func unlockAskedNow(
    _ name: CompartmentName, _ reason: Compartment.Unlock.Reason, by uid: UInt32
  ) throws(LocalAPI.Problem) {
    try wait { keeper in
      Result { () throws(LocalAPI.Problem) in try keeper.unlockAsked(name, reason, by: uid) }
    }.get()
  }

  /// The whole ledger; empty when it can't be read.
  package nonisolated var history: [EventView] {
    wait { keeper in ((try? keeper.store.reader.ledger()) ?? []).map(keeper.view) }
  }
}
