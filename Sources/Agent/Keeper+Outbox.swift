import LockerDomain
import Prokeep
import Store

// The outbox, as the sender sees it.
extension Keeper {
  /// As long as this agent runs, no text leaves it.
  var mayNotSend: Bool { store.isFromAnotherMachine || store.keyTrouble != nil }

  /// Carries out what is due; a text that expires says what was in its way.
  func timePassed() -> Step { bank.timePassed(at: now, trouble: sending().lastError) }

  /// The oldest notices that may leave now.
  func outgoing(_ selection: Outbox.Selection, from: PhoneNumber) -> [OutgoingNotice] {
    // A timer may be late, as after a suspend, and no text leaves after its time.
    guard !mayNotSend, now >= nextMark, (try? catchUp()) != nil, (try? commit(timePassed())) != nil else { return [] }
    // Texts that set out together are marked together. Where a mark may mean that a person has to decide, each gets its own.
    let limit = min(bank.rules.onAmbiguous == .hold ? 1 : selection.atMost, textsAllowed ?? .max)
    var skipping = selection.passingOver
    do throws(StoreError) {
      while true {
        let ids = bank.noticesToSend(atMost: limit, skipping: skipping, underWay: selection.underWay)
        var notices: [OutgoingNotice] = []
        for id in ids {
          guard let notice = try store.reader.notice(id), let to = notice.to, let text = notice.text else {
            // Only a damaged store has lost what to send; the others don't wait for that.
            skipping.insert(id)
            continue
          }
          offered[id] = notice
          notices.append(
            OutgoingNotice(
              id: id, message: Message(from: from, to: to, text: text, key: notice.key),
              code: bank.orders[notice.order]?.body?.code.text))
        }
        guard notices.isEmpty, !ids.isEmpty else {
          textsAllowed = textsAllowed.map { $0 - notices.count }
          return notices
        }
      }
    } catch {
      failed(error)
      wakeSenderLater()
      return []
    }
  }

  /// Marks notices as being sent, durably and at once, before the first byte of any of them leaves.
  ///
  /// - Returns: the ones that may leave; the others stay.
  func leave(_ ids: [NoticeID]) -> Set<NoticeID> {
    do throws(StoreError) {
      try catchUp()
      var unchanged: [NoticeID] = []
      // It took its time to connect: receiver and text may have been corrected meanwhile.
      for id in ids { if let notice = offered[id], try store.reader.notice(id) == notice { unchanged.append(id) } }
      let (leaving, step) = bank.noticesLeave(unchanged, at: now)
      try commit(step)
      return leaving
    } catch {
      failed(error)
      // No connection is made for nothing meanwhile.
      nextMark = now + Self.patience
      wakeSenderLater()
      return []
    }
  }

  /// Whether a marked notice may still put its first byte on the connection that it has got only now.
  func mayLeave(_ id: NoticeID) -> Bool { (try? catchUp()) != nil && bank.interruption(of: id) == nil }

  /// Stores what became of attempts that ended together, at once.
  func attemptsEnded(_ ended: [Outbox.Ended]) {
    var attempts: [EndedAttempt] = []
    for ended in ended {
      offered[ended.id] = nil
      if let attempt = attempt(ended.id, ended.outcome) { attempts.append(attempt) }
    }
    if !attempts.isEmpty { self.ended(attempts) }
  }

  private func attempt(_ id: NoticeID, _ outcome: Outcome) -> EndedAttempt? {
    switch outcome {
    case .accepted(let requestID, let messageID):
      return EndedAttempt(
        id, .accepted(requestID: requestID), StoredNotice.Answer(requestID: requestID, messageID: messageID))
    case .neverLeft(let reason), .deferred(let reason):
      return EndedAttempt(id, .deferred(reason: reason))
    case .unanswered(let reason):
      return EndedAttempt(id, .unanswered(reason: reason))
    case .refused(let reason, let body):
      return EndedAttempt(id, .refused(reason: reason), StoredNotice.Answer(excerpt: body))
    case .withheld:
      guard bank.isUnderWay(id) else { return nil }
      return EndedAttempt(id, .deferred(reason: "nothing left: \(bank.interruption(of: id) ?? "the store failed")"))
    }
  }
}
