import Glibc
import Logging

/// Log lines on standard error, each with its priority in front (sd-daemon(3)) where the journal reads them. The journal
/// has the time.
struct JournalLog: LogHandler {
  var logLevel = Logger.Level.info
  var metadata = Logger.Metadata()

  /// systemd sets it for a service whose standard error is the journal.
  private let isJournal = getenv("JOURNAL_STREAM") != nil

  init(label: String) {}

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let facts = metadata.merging(event.metadata ?? [:]) { _, new in new }
      .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let text = "\(event.message)\(facts)".split(separator: "\n", omittingEmptySubsequences: false).joined(
      separator: " | ")
    Screen.standardError(isJournal ? "<\(event.level.priority)>\(text)" : "\(event.level): \(text)")
  }
}

extension Logger.Level {
  /// The priority of syslog(3).
  fileprivate var priority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
