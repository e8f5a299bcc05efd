/// Why a capture can't be replayed to its end.
struct ReplayFailure: Sentence {
  let sentence: String

  init(_ reason: String) { sentence = "the replay failed: \(reason)" }
}
