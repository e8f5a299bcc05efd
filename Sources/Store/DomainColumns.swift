import LockerDomain

// How the domain's values stand in columns.

extension Order.State: SQLStorable {}
extension Order.Marks: SQLStorable {}
extension Order.Slot.Progress: SQLStorable {}
extension Compartment.Occupancy: SQLStorable {}
extension Compartment.Unlock.Reason: SQLStorable {}
extension DoorState: SQLStorable {}
extension Notice.Kind: SQLStorable {}
extension LedgerEntry.Kind: SQLStorable {}

extension Moment: SQLStorable {
  var sqlValue: SQLValue { .integer(milliseconds) }
  init?(sqlValue: SQLValue) {
    guard let milliseconds = Int64(sqlValue: sqlValue) else { return nil }
    self.init(milliseconds: milliseconds)
  }
}

extension BootTime: SQLStorable {
  var sqlValue: SQLValue { .integer(nanoseconds) }
  init?(sqlValue: SQLValue) {
    guard let nanoseconds = Int64(sqlValue: sqlValue) else { return nil }
    self.init(nanoseconds: nanoseconds)
  }
}

extension NoticeID: SQLStorable {
  var sqlValue: SQLValue { .integer(value) }
  init?(sqlValue: SQLValue) {
    guard let value = Int64(sqlValue: sqlValue) else { return nil }
    self.init(value)
  }
}

extension BodyDigest: SQLStorable {
  var sqlValue: SQLValue { .blob(bytes) }
  init?(sqlValue: SQLValue) {
    guard let bytes = [UInt8](sqlValue: sqlValue) else { return nil }
    self.init(bytes: bytes)
  }
}

extension OrderNumber: SQLStorable {
  var sqlValue: SQLValue { .text(text) }
  init?(sqlValue: SQLValue) {
    guard let text = String(sqlValue: sqlValue) else { return nil }
    try? self.init(text)
  }
}

extension CompartmentName: SQLStorable {
  var sqlValue: SQLValue { .text(text) }
  init?(sqlValue: SQLValue) {
    guard let text = String(sqlValue: sqlValue) else { return nil }
    try? self.init(text)
  }
}

extension PhoneNumber: SQLStorable {
  var sqlValue: SQLValue { .text(text) }
  init?(sqlValue: SQLValue) {
    guard let text = String(sqlValue: sqlValue) else { return nil }
    try? self.init(text)
  }
}

extension PickupCode: SQLStorable {
  var sqlValue: SQLValue { .text(text) }
  init?(sqlValue: SQLValue) {
    guard let text = String(sqlValue: sqlValue) else { return nil }
    try? self.init(text)
  }
}

extension Source: SQLStorable {
  var sqlValue: SQLValue { .text(label) }
  init?(sqlValue: SQLValue) {
    guard let text = String(sqlValue: sqlValue) else { return nil }
    switch text {
    case "timer": self = .timer
    case "prokeep": self = .prokeep
    case "agent": self = .agent
    case _ where text.hasPrefix("input:"): self = .input(String(text.dropFirst("input:".count)))
    case _ where text.hasPrefix("uid:"):
      guard let uid = UInt32(text.dropFirst("uid:".count)) else { return nil }
      self = .user(uid: uid)
    case _: return nil
    }
  }
}
