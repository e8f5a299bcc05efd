import LockerDomain
import Store

/// What became of an attempt, and what is kept of the answer.
struct EndedAttempt {
  let id: NoticeID
  let end: Bank.AttemptEnd
  let answer: StoredNotice.Answer

  init(_ id: NoticeID, _ end: Bank.AttemptEnd, _ answer: StoredNotice.Answer = StoredNotice.Answer()) {
    self.id = id
    self.end = end
    self.answer = answer
  }
}
