import LockerDomain
import Prokeep
import Store

// The outbox, as the sender sees it.
extension Keeper {
  /// As long as this agent runs, no text leaves it.
  var mayNotSend: Bool { store.isFromAnotherMachine || store.keyTrouble != nil }

  /// The oldest notice that may leave now.
  func outgoing(skipping: Set<NoticeID>, from: PhoneNumber) -> OutgoingNotice? {
    // A timer may be late, as after a suspend, and no text leaves after its time.
    guard !mayNotSend, (try? catchUp()) != nil, (try? commit(bank.timePassed(at: now))) != nil else { return nil }
    var skipping = skipping
    do throws(StoreError) {
      while let id = bank.nextToSend(skipping: skipping) {
        if let notice = try store.reader.notice(id), let to = notice.to, let text = notice.text {
          offered = notice
          return OutgoingNotice(
            id: id, message: Message(from: from, to: to, text: text, key: notice.key),
            code: bank.orders[notice.order]?.body?.code.text)
        }
        // Only a damaged store has lost what to send; the others don't wait for that.
        skipping.insert(id)
      }
    } catch {
      failed(error)
      wakeSenderLater()
    }
    return nil
  }

  /// Marks the notice as being sent, durably, before its first byte leaves. False: it stays.
  func leaves(_ id: NoticeID) -> Bool {
    do throws(StoreError) {
      try catchUp()
      // It took its time to connect: receiver and text may have been corrected meanwhile.
      guard let offered, try store.reader.notice(id) == offered, let step = bank.noticeLeaves(id, at: now) else {
        return false
      }
      try commit(step)
      return true
    } catch {
      failed(error)
      return false
    }
  }

  func attemptEnded(_ id: NoticeID, _ outcome: Outcome) {
    switch outcome {
    case .accepted(let requestID, let messageID):
      ended(id, .accepted(requestID: requestID), StoredNotice.Answer(requestID: requestID, messageID: messageID))
    case .neverLeft(let reason), .deferred(let reason):
      ended(id, .deferred(reason: reason), StoredNotice.Answer())
    case .unanswered(let reason):
      ended(id, .unanswered(reason: reason), StoredNotice.Answer())
    case .refused(let reason, let body):
      ended(id, .refused(reason: reason), StoredNotice.Answer(excerpt: body))
    case .withheld: break
    }
  }
}
