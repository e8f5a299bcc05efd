import Agent
import Configuration
import LocalAPI

/// Where the outbox is read: from the daemon, or from its store while none runs. One that ends in the middle of a long list
/// has left its store, where the list goes on.
struct OutboxSource {
  private enum Place {
    case daemon
    case store(StoppedOutbox)
  }

  private let client: LocalAPIClient
  private let store: String
  private let keyFile: String?
  private let reveal: Bool
  private var place = Place.daemon

  init(_ options: CommonOptions, reveal: Bool) throws {
    let configuration = try options.configuration()
    client = LocalAPIClient(socket: configuration.api.socket)
    store = configuration.store
    keyFile = configuration.storeKeyFile
    self.reveal = reveal
  }

  mutating func page(_ query: OutboxQuery) async throws -> OutboxList {
    if case .store(let outbox) = place { return try outbox.page(query) }
    do {
      return try await client.outbox(query, reveal: reveal)
    } catch let error as LocalAPIError where error.code == .daemonNotReachable {
      return try stopped(error, "the outbox").page(query)
    }
  }

  mutating func notice(_ id: String) async throws -> NoticeView {
    do {
      return try await client.notice(id, reveal: reveal)
    } catch let error as LocalAPIError where error.code == .daemonNotReachable {
      return try stopped(error, "notice \(id)").notice(id)
    }
  }

  /// - Throws: the error itself when there is no store either.
  private mutating func stopped(_ error: LocalAPIError, _ what: String) throws -> StoppedOutbox {
    guard var outbox = try StoppedOutbox(store: store, keyFile: keyFile) else { throw error }
    if reveal { try outbox.reveal(what) }
    Screen.error("no agent is running; this is its store \(store) as it was left")
    if let trouble = outbox.keyTrouble { Screen.error("\(trouble): numbers and texts stay sealed") }
    place = .store(outbox)
    return outbox
  }
}
