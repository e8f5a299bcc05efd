import Linux
import Synchronization

/// Sends what the outbox has, as fast as the policy allows, on a thread of its own. Sleeps without waking up while there
/// is nothing to do.
package final class Sender: Sendable {
  private struct Mail {
    var stopBy: ContinuousClock.Instant?
    var news: Set<SenderLoop.News> = []
    var state = QueueState()
  }

  private let settings: SenderSettings
  private let outbox: Outbox
  private let multi: MultiHandle
  private let mail = Mutex(Mail())
  private let progress = Atomic(0)

  /// - Throws: `ProkeepError.Code.libcurl`.
  package init(_ settings: SenderSettings, outbox: Outbox) throws(ProkeepError) {
    self.settings = settings
    self.outbox = outbox
    multi = try MultiHandle()
  }

  /// How often the thread has gone round: that it moves. From any thread.
  package var turns: Int { progress.load(ordering: .relaxed) }

  package var state: QueueState { mail.withLock { $0.state } }

  /// Runs until `stop` or cancellation; call it once. Attempts under way then get `stopGrace`, and their ends are told to
  /// the outbox before this returns.
  ///
  /// - Throws: `ProkeepError.Code.libcurl` if thread or client can't be made.
  package func run() async throws {
    try await withTaskCancellationHandler {
      try await NamedThread.run("prokeep") { try self.work() }
    } onCancel: {
      stop()
    }
  }

  /// There may be something new to send.
  package func wake() { multi.wake() }

  /// Reads the pair again and tries what waits after a failure at once: for a reload, and when a person asks.
  package func retryNow() {
    tell(.retryNow)
  }

  /// The board knows the time now: an attempt that failed for the lack of it is repeated at once.
  package func clockWasSet() {
    tell(.clockWasSet)
  }

  /// Somebody has just got a text through with the same pair.
  package func lineWorks() { tell(.lineWorks) }

  private func tell(_ news: SenderLoop.News) {
    mail.withLock { _ = $0.news.insert(news) }
    multi.wake()
  }

  package func stop() {
    let stopBy = ContinuousClock.now + settings.stopGrace
    mail.withLock { $0.stopBy = $0.stopBy ?? stopBy }
    multi.wake()
  }

  private func work() throws {
    let client = try Client(settings.client, multi: multi)
    var loop = SenderLoop(settings: settings, outbox: outbox, client: client) { state in
      self.mail.withLock { $0.state = state }
    }
    while true {
      progress.add(1, ordering: .relaxed)
      let next: SenderLoop.Next
      if let stopBy = mail.withLock({ $0.stopBy }) {
        guard loop.isUnderWay else { return loop.ended() }
        next = loop.lastTurn(patience: stopBy - .now)
      } else {
        let news = mail.withLock { mail in
          defer { mail.news = [] }
          return mail.news
        }
        for news in news { loop.take(news) }
        next = loop.turn()
      }
      switch next {
      case .again: continue
      case .sleep(let duration): client.wait(duration)
      }
    }
  }
}
