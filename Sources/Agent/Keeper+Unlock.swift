import LocalAPI
import LockerDomain

// Unlocks, before and after the wire.
extension Keeper {
  /// Somebody asks for an unlock. Durable when this returns; when it throws, nothing may be sent. Room that is kept in reserve
  /// is used for it: whoever stands in front of the door can't wait for a disk.
  func unlockAsked(
    _ name: CompartmentName, _ reason: Compartment.Unlock.Reason, by uid: UInt32
  ) throws(LocalAPI.Problem) {
    try answering {
      try catchUp()
      try commit(bank.unlockAsked(name, reason, at: now, by: .user(uid: uid)))
    }
  }

  /// It has happened: when the disk refuses it now, it is stored later, and after a crash the ledger says `unknown`.
  func unlockEnded(_ name: CompartmentName, _ end: Compartment.Unlock.End, _ why: String, by source: Source) {
    happened(.unlockEnded(name, end, why: why, source))
  }
}
