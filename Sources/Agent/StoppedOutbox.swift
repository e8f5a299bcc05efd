import Glibc
package import LocalAPI
import LocalAPIServer
import LockerDomain
import Store

/// The outbox of an agent that does not run, read from its store. Nothing is changed there, not even what a killed agent left.
///
/// Who may read the file decides who may see it; what is shown is masked as the daemon would.
package struct StoppedOutbox {
  /// Why what is sealed in the store can't be shown; nil when it can, or nothing is.
  package let keyTrouble: String?
  private let path: String
  private let key: StoreKey?
  private let log: SystemLog
  private var isRevealed = false

  /// - Parameter keyFile: `store_key_file` of the configuration.
  /// - Returns: nil when there is no store.
  /// - Throws: `notPermitted`, and `notAvailable` for a store that can't be read.
  package init?(store path: String, keyFile: String?) throws(LocalAPI.Problem) {
    try self.init(store: path, key: KeyOffer(file: keyFile), log: SystemLog())
  }

  init?(store path: String, key offer: KeyOffer = .none, log: SystemLog) throws(LocalAPI.Problem) {
    var key: StoreKey?
    switch offer {
    case .none: keyTrouble = nil
    case .key(let offered): (key, keyTrouble) = (offered, nil)
    case .unreadable(let why): keyTrouble = why
    }
    do throws(StoreError) {
      _ = try StoreReader(path: path, key: key)
    } catch {
      switch error.code {
      case .missing: return nil
      case .notPermitted: throw LocalAPI.Problem(.notPermitted, error.message)
      default: throw LocalAPI.Problem(.notAvailable, error.message)
      }
    }
    self.path = path
    self.key = key
    self.log = log
  }

  package func page(_ query: OutboxQuery) throws(LocalAPI.Problem) -> OutboxList {
    try answering {
      let reader = try reader()
      let page = try query.page(from: reader)
      return OutboxList(notices: try page.notices.map { try shown($0, reader) }, more: page.more)
    }
  }

  package func notice(_ text: String) throws(LocalAPI.Problem) -> NoticeView {
    try answering {
      let reader = try reader()
      guard let id = Int64(text), let notice = try reader.notice(NoticeID(id)) else {
        throw LocalAPI.Problem(.notFound, "there is no notice \(text) in the outbox")
      }
      return try shown(notice, reader)
    }
  }

  /// Shows codes and phone numbers from now on, once the system's log has it that somebody sees them.
  package mutating func reveal(_ what: String) throws(LocalAPI.Problem) {
    var status = stat()
    guard geteuid() == 0 || stat(path, &status) == 0 && status.st_uid == geteuid() else {
      throw LocalAPI.Problem(
        .notPermitted, "only root and the store's owner see codes and phone numbers while no agent runs")
    }
    do {
      try log.write("uid \(getuid()) saw \(what) of the store \(path) with codes and phone numbers")
    } catch {
      throw LocalAPI.Problem(
        .notAvailable,
        "the system's log does not take that codes and phone numbers are seen (\(error)): nothing is shown")
    }
    isRevealed = true
  }

  /// Never held for longer than a page: an agent that starts meanwhile needs the store for itself.
  private func reader() throws(StoreError) -> StoreReader { try StoreReader(path: path, key: key) }

  private func shown(_ notice: StoredNotice, _ reader: StoreReader) throws -> NoticeView {
    let createdAt = try reader.wallTime(of: notice.createdAt).map { WallTime(unixMilliseconds: $0) }
    let view = NoticeView(
      notice, reason: notice.state.isSettled ? notice.state.endReason : "the agent does not run", createdAt: createdAt)
    return isRevealed
      ? view : Masking.masked(Backend.Notice(view: view, code: try reader.order(notice.order)?.body?.code.text))
  }

  private func answering<Value>(_ body: () throws -> Value) throws(LocalAPI.Problem) -> Value {
    do {
      return try body()
    } catch let problem as LocalAPI.Problem {
      throw problem
    } catch let invalid as InvalidValue {
      throw LocalAPI.Problem(.invalidValue, invalid.message, field: invalid.field)
    } catch let error as StoreError {
      throw LocalAPI.Problem(.notAvailable, error.message)
    } catch {
      throw LocalAPI.Problem(.internalError, "\(error)")
    }
  }
}
