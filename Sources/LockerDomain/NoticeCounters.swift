/// How many notices came in and how they ended, since the agent started. Fed with what was committed, and with nothing that
/// was given back.
///
/// At every moment `received` is the sum of `settled` and `pending`. What waited at the start counts as received; so does,
/// once more, a notice that leaves the end it had: by a person's word, or by an acceptance that overtakes its withdrawal.
package struct NoticeCounters: Equatable, Sendable {
  /// How a notice can end.
  package enum End: String, CaseIterable, Hashable, Sendable {
    case accepted, withdrawn, expired, dead, suppressed
  }

  package private(set) var received: Int
  package private(set) var settled: [End: Int] = [:]
  /// The notices that wait for their end.
  private var waiting: Set<NoticeID>

  package var pending: Int { waiting.count }

  /// - Parameter waiting: the unsettled notices that the agent starts with.
  package init(waiting: some Sequence<NoticeID>) {
    self.waiting = Set(waiting)
    received = self.waiting.count
  }

  package mutating func committed(_ work: Work) {
    for change in work.notices {
      switch change {
      case .add(let notice):
        received += 1
        waiting.insert(notice.id)
        move(notice.id, to: notice.state)
      case .settle(let id, let state, _): move(id, to: state)
      case .rewrite: break
      }
    }
  }

  private mutating func move(_ id: NoticeID, to state: Notice.State) {
    let end: End? =
      switch state {
      case .held, .pending, .sending, .unsure: nil
      case .accepted: .accepted
      case .withdrawn: .withdrawn
      case .expired: .expired
      case .dead: .dead
      case .suppressed: .suppressed
      }
    if !waiting.contains(id) {
      // Its withdrawal only got another reason: nothing else is ever withdrawn twice.
      if end == .withdrawn { return }
      received += 1
      waiting.insert(id)
    }
    guard let end else { return }
    waiting.remove(id)
    settled[end, default: 0] += 1
  }
}
