import LockerDomain

/// Notices that set out together: the first of them that has its connection marks them all, in one commit.
final class Departure {
  private let ids: [NoticeID]
  private let outbox: Outbox
  /// Nil until the first one asks.
  private var marked: Set<NoticeID>?

  init(_ ids: [NoticeID], outbox: Outbox) {
    self.ids = ids
    self.outbox = outbox
  }

  /// Whether this one's first byte may leave now.
  func mayLeave(_ id: NoticeID) -> Bool {
    guard let marked else {
      let marked = outbox.mark(ids)
      self.marked = marked
      return marked.contains(id)
    }
    // Between the mark and a connection of its own a door may have opened.
    return marked.contains(id) && outbox.mayLeave(id)
  }
}
