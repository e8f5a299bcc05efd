package import LocalAPI
package import LocalAPIServer
import LockerDomain
import Logging
import Store

// The outbox, as callers of the local API see it and what they may do with it.
extension Keeper {
  /// Who saw what, and when.
  struct Reveal {
    var what: String
    var uid: UInt32
    var at: Moment
  }

  /// Who pages through the outbox sees it once.
  private static let sameReveal = Duration.seconds(60)

  package func outbox(_ query: OutboxQuery) throws(LocalAPI.Problem) -> Backend.Notices {
    try answering {
      let page = try query.page(from: store.reader)
      return Backend.Notices(notices: page.notices.map(shown), more: page.more)
    }
  }

  package func notice(_ text: String) throws(LocalAPI.Problem) -> Backend.Notice {
    try answering { shown(try known(notice: text)) }
  }

  package func perform(
    _ command: NoticeCommand, onNotice text: String, by uid: UInt32
  ) throws(LocalAPI.Problem) -> Backend.Notice {
    try answering {
      try catchUp()
      let notice = try known(notice: text)
      let source = Source.user(uid: uid)
      switch command {
      case .retry: try commit(bank.retryNotice(notice.id, of: notice.order, at: now, by: source))
      case .expire: try commit(bank.expireNotice(notice.id, of: notice.order, by: source))
      }
      logger.notice("notice \(notice.id): \(command.rawValue), asked for by uid \(uid)")
      return shown(try known(notice: text))
    }
  }

  /// Somebody saw codes and numbers as they are: that is history too. Once for the same sight within a minute.
  package func revealed(_ what: String, to uid: UInt32) throws(LocalAPI.Problem) {
    try answering {
      let isSame = lastReveal.map { $0.what == what && $0.uid == uid && now - $0.at < Self.sameReveal } ?? false
      guard !isSame else { return }
      try commit(bank.revealed(what, to: .user(uid: uid)))
      lastReveal = Reveal(what: what, uid: uid, at: now)
    }
  }

  private func known(notice text: String) throws -> StoredNotice {
    guard let id = Int64(text), let notice = try store.reader.notice(NoticeID(id)) else {
      throw LocalAPI.Problem(.notFound, "there is no notice \(text) in the outbox")
    }
    return notice
  }

  private func shown(_ notice: StoredNotice) -> Backend.Notice {
    Backend.Notice(view: view(notice), code: bank.orders[notice.order]?.body?.code.text)
  }
}
