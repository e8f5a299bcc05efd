import Dispatch
package import LocalAPI
import LockerDomain
import Store

// The ledger as it grows, for whoever watches.
extension Keeper {
  /// What a watcher may leave unread; one that leaves more is dropped, not fed with gaps.
  private static let longestBacklog = 256

  package func events() throws(LocalAPI.Problem) -> AsyncStream<EventView> {
    // Nobody has read the ledger since the last watcher left.
    if watchers.isEmpty { try answering { published = try store.reader.lastEntryID() } }
    let id = nextWatcher
    nextWatcher += 1
    let (stream, continuation) = AsyncStream.makeStream(
      of: EventView.self, bufferingPolicy: .bufferingOldest(Self.longestBacklog))
    continuation.onTermination = { [weak self, executor] _ in
      executor.queue.async { [weak self] in self?.assumeIsolated { $0.watchers[id] = nil } }
    }
    watchers[id] = continuation
    return stream
  }

  func publish() {
    guard !watchers.isEmpty, let entries = try? store.reader.ledger(after: published) else { return }
    published = entries.last?.id ?? published
    for entry in entries {
      let view = view(entry)
      for watcher in watchers.values {
        if case .dropped = watcher.yield(view) { watcher.finish() }
      }
    }
  }
}
