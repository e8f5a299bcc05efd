/// One attempt as seen from inside libcurl: who may send when, and what its end was. Pure; `Exchange` feeds it.
///
/// libcurl asks before each request (PREREQ callback), on a fresh connection and on a kept one. When a kept connection
/// dies before an answer, libcurl sends the same request again on a fresh connection by itself, also a POST that the
/// other side may have read in full (`Curl_retry_request` in lib/transfer.c), and asks again first. It can't be switched
/// off, but refused: if no byte was taken by the dead connection the second request is the first to leave and goes,
/// otherwise the attempt ends there as unanswered, and whether to send again is not libcurl's decision.
struct AttemptRecord {
  /// What to do when libcurl is about to send.
  enum Permission: Equatable {
    /// Set the in-flight mark, then go; if it can't be set, abort and say so with `markRefused`.
    case setMark
    case go
    case abort
  }

  private enum Stage {
    case connecting
    /// Marked. `sentBefore`: bytes libcurl had counted by then (those of a CONNECT to a proxy).
    case leaving(sentBefore: Int)
    case withheld
    /// A second request was refused, since bytes of the first had left.
    case resendRefused
  }

  private var stage = Stage.connecting

  /// - Parameter sent: CURLINFO_REQUEST_SIZE: the bytes that connections of this attempt took, all together.
  mutating func aboutToSend(sent: Int) -> Permission {
    switch stage {
    case .connecting:
      stage = .leaving(sentBefore: sent)
      return .setMark
    case .leaving(let before) where sent == before: return .go
    case .leaving:
      stage = .resendRefused
      return .abort
    case .withheld, .resendRefused: return .abort
    }
  }

  mutating func markRefused() { stage = .withheld }

  /// - Parameters:
  ///   - trouble: What libcurl ended with, if not with success.
  ///   - answer: Made only when the answer's head was read to its end.
  func end(_ trouble: Trouble?, sent: Int, answer: Answer?) -> AttemptEnd {
    if let answer { return .answered(answer) }
    // libcurl takes a connection that is closed among the header fields for a whole answer.
    let trouble =
      trouble
      ?? Trouble(
        .connectionLost,
        "The connection was lost in the middle of Prokeep's answer: check the uplink and what stands in between")
    switch stage {
    case .connecting: return .neverLeft(trouble)
    case .withheld: return .withheld
    case .resendRefused:
      return .unanswered(Trouble(.connectionLost, "Prokeep closed the kept connection before it answered"))
    case .leaving(let before): return sent == before ? .neverLeft(trouble) : .unanswered(trouble)
    }
  }
}
