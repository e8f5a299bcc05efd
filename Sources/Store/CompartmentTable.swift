import LockerDomain

/// Compartments with door, occupancy and service.
struct CompartmentTable {
  let database: Database

  /// What `decode` takes.
  static let columns = """
    name, door, door_since, last_known_door, occupancy, out_of_service, opened_at, closed_at, unlock_reason, unlocked_at,
    ajar_reported, asked_unlock_reason, asked_unlock_at, asked_unlock_opened
    """

  func write(_ compartment: Compartment) throws(StoreError) {
    let outOfService: String? =
      switch compartment.service {
      case .inService: nil
      case .outOfService(let reason): reason
      }
    try database.run(
      """
      INSERT INTO compartments (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
      ON CONFLICT (name) DO UPDATE SET door = ?2, door_since = ?3, last_known_door = ?4, occupancy = ?5,
        out_of_service = ?6, opened_at = ?7, closed_at = ?8, unlock_reason = ?9, unlocked_at = ?10, ajar_reported = ?11,
        asked_unlock_reason = ?12, asked_unlock_at = ?13, asked_unlock_opened = ?14
      """,
      compartment.name, compartment.door, compartment.doorSince, compartment.lastKnownDoor, compartment.occupancy,
      outOfService, compartment.openedAt, compartment.closedAt, compartment.unlock?.reason, compartment.unlock?.at,
      compartment.isAjarReported, compartment.unlockUnderWay?.unlock.reason, compartment.unlockUnderWay?.unlock.at,
      compartment.unlockUnderWay?.hasOpened)
  }

  func all() throws(StoreError) -> [Compartment] {
    try database.all("SELECT \(Self.columns) FROM compartments", decode: Self.decode)
  }

  static func decode(_ row: inout Row) throws(StoreError) -> Compartment {
    let name = try row.next(CompartmentName.self)
    let door = try row.next(DoorState.self)
    let since = try row.next(Moment.self)
    let lastKnownDoor = try row.next(DoorState?.self)
    let occupancy = try row.next(Compartment.Occupancy.self)
    let service = try row.next(String?.self).map { Compartment.Service.outOfService(reason: $0) } ?? .inService
    let openedAt = try row.next(Moment?.self)
    let closedAt = try row.next(Moment?.self)
    let unlock = try self.unlock(&row)
    let isAjarReported = try row.next(Bool.self)
    let asked = try self.unlock(&row)
    let hasOpened = try row.next(Bool?.self) ?? false
    return Compartment(
      name: name, door: door, since: since, lastKnownDoor: lastKnownDoor, occupancy: occupancy, service: service,
      openedAt: openedAt, closedAt: closedAt, unlock: unlock,
      unlockUnderWay: asked.map { Compartment.UnlockUnderWay($0, hasOpened: hasOpened) }, isAjarReported: isAjarReported
    )
  }

  private static func unlock(_ row: inout Row) throws(StoreError) -> Compartment.Unlock? {
    let reason = try row.next(Compartment.Unlock.Reason?.self)
    let at = try row.next(Moment?.self)
    guard let reason, let at else { return nil }
    return Compartment.Unlock(reason: reason, at: at)
  }
}
