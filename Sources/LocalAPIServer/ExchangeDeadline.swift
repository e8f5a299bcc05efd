import NIOCore

/// How long a client may take: a value that is told what happened on a connection and says which timer runs.
struct ExchangeDeadline {
  enum TimerAction: Equatable {
    /// Replaces the one that runs.
    case start(TimeAmount)
    case stop
    case keep
  }

  /// A connection without a request, and one whose request does not get to the end of its headers.
  static let head = TimeAmount.seconds(30)
  /// From the headers to the end of the body; 64 KiB on a local socket.
  static let body = TimeAmount.seconds(10)
  /// A reader that leaves full buffers standing.
  static let reader = TimeAmount.seconds(10)

  private enum State {
    case awaitingHead
    case readingBody
    case answering
    /// The answer (a refusal) is out, the rest of the request still comes in.
    case drainingBody
  }

  private var state = State.awaitingHead

  mutating func opened() -> TimerAction { .start(Self.head) }

  mutating func headRead() -> TimerAction {
    state = .readingBody
    return .start(Self.body)
  }

  mutating func requestEnded() -> TimerAction {
    switch state {
    case .readingBody:
      state = .answering
      return .stop
    case .drainingBody:
      state = .awaitingHead
      return .start(Self.head)
    case .awaitingHead, .answering:
      preconditionFailure("the end of a request that has not begun")
    }
  }

  mutating func answerEnded() -> TimerAction {
    switch state {
    case .answering:
      state = .awaitingHead
      return .start(Self.head)
    case .readingBody:
      state = .drainingBody
      return .keep
    // The refusal of bytes that were no request.
    case .awaitingHead: return .keep
    case .drainingBody: preconditionFailure("two answers to one request")
    }
  }
}
