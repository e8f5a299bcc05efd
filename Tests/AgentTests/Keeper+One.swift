@testable import Agent
import LockerDomain
import Prokeep

// One attempt at a time, as most tests want it.
extension Keeper {
  func outgoing(skipping: Set<NoticeID>, from: PhoneNumber) -> OutgoingNotice? {
    outgoing(Outbox.Selection(atMost: 1, passingOver: skipping), from: from).first
  }

  func leaves(_ id: NoticeID) -> Bool { leave([id]).contains(id) }

  func attemptEnded(_ id: NoticeID, _ outcome: Outcome) { attemptsEnded([Outbox.Ended(id, outcome)]) }
}
