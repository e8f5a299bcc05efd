import Prokeep

/// How the attempts to send ended, since the agent started.
struct AttemptCounters: Equatable, Sendable {
  /// Both are labels of the metric.
  struct Way: Hashable, Comparable, Sendable {
    /// `answered`, `never_left`, `unanswered` or `withheld`.
    var end: String
    /// Answered: the status class, `2xx`; otherwise what stood between us and an answer.
    var detail: String

    static func < (a: Way, b: Way) -> Bool { (a.end, a.detail) < (b.end, b.detail) }
  }

  /// From the beginning all that can be told apart is there with 0: a counter that appears with 1 has lost its first step.
  private(set) var counts = Dictionary(uniqueKeysWithValues: ways.map { ($0, 0) })

  private static let ways: [Way] = {
    let troubles: [Trouble.Code] = [
      .dns, .connect, .proxy, .timeout, .connectionLost, .notHTTP, .stopped, .libcurl, .tls(.other),
    ]
    return ["2xx", "3xx", "4xx", "5xx"].map { Way(end: "answered", detail: $0) }
      + ["never_left", "unanswered"].flatMap { end in troubles.map { Way(end: end, detail: $0.word) } }
      + [overtaken]
  }()

  /// While it connected: a door was opened, or the order changed.
  private static let overtaken = Way(end: "withheld", detail: "overtaken")

  mutating func ended(_ end: AttemptEnd) {
    let way =
      switch end {
      case .answered(let answer): Way(end: "answered", detail: "\(answer.status / 100)xx")
      case .neverLeft(let trouble): Way(end: "never_left", detail: trouble.code.word)
      case .unanswered(let trouble): Way(end: "unanswered", detail: trouble.code.word)
      case .withheld: Self.overtaken
      }
    counts[way, default: 0] += 1
  }
}

extension Trouble.Code {
  fileprivate var word: String {
    switch self {
    case .dns: "dns"
    case .connect: "connect"
    case .proxy: "proxy"
    case .timeout: "timeout"
    case .connectionLost: "connection_lost"
    case .notHTTP: "not_http"
    case .stopped: "stopped"
    case .libcurl: "libcurl"
    case .tls: "tls"
    }
  }
}
