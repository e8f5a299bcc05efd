import LocalAPI
import LockerDomain
import Store

extension OutboxQuery {
  /// What it asks for.
  /// - Throws: `Problem`, `InvalidValue`, `StoreError`.
  func page(from reader: StoreReader) throws -> (notices: [StoredNotice], more: Bool) {
    if let state, !Notice.State.names.contains(state) {
      throw LocalAPI.Problem(
        .invalidValue, "there is no state \(state); there are \(Notice.State.names.joined(separator: ", "))",
        field: "state")
    }
    let found = try reader.notices(
      in: state, of: try order.map { try OrderNumber($0) }, after: after.map { NoticeID($0) }, limit: limit + 1)
    return (Array(found.prefix(limit)), found.count > limit)
  }
}
