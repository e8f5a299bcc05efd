/// One line of the ledger, as `GET /v1/events` streams it. Keys that don't apply are absent.
package struct EventView: Codable, Hashable, Sendable {
  /// The ledger's number; grows by time.
  package var id: Int64
  /// Null until the clock was synchronised.
  @OrNull package var at: WallTime?
  package var bootID: String
  /// Since that boot, suspend included.
  package var bootMilliseconds: Int64
  /// `door-closed`, `notice-accepted`.
  package var kind: String
  package var order: String?
  package var compartment: String?
  package var notice: Int64?
  /// A sentence for a person; holds no code and no phone number.
  package var why: String
  /// `input:NAME`, `uid:1000`, `timer`, `prokeep`, `agent`.
  package var source: String

  private enum CodingKeys: String, CodingKey {
    case id, at, kind, order, compartment, notice, why, source
    case bootID = "boot_id"
    case bootMilliseconds = "boot_ms"
  }

  package init(
    id: Int64, at: WallTime?, bootID: String, bootMilliseconds: Int64, kind: String, order: String? = nil,
    compartment: String? = nil,
    notice: Int64? = nil, why: String, source: String
  ) {
    self.id = id
    self.at = at
    self.bootID = bootID
    self.bootMilliseconds = bootMilliseconds
    self.kind = kind
    self.order = order
    self.compartment = compartment
    self.notice = notice
    self.why = why
    self.source = source
  }
}
