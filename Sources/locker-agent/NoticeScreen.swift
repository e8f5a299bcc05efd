import LocalAPI

/// A text as people read it.
enum NoticeScreen {
  static func show(_ notice: NoticeView, asJSON: Bool) throws {
    if asJSON { return try Screen.json(notice) }
    Screen.line("notice \(notice.id): \(notice.kind) text of order \(notice.order), cycle \(notice.cycle)")
    Screen.line("state   \(notice.state)\(notice.reason.map { ": \($0)" } ?? "")")
    Screen.line("to      \(notice.to ?? "blanked")")
    Screen.line("key     \(notice.key)")
    if let request = notice.requestID { Screen.line("request \(request)") }
    if let time = notice.createdAt { Screen.line("made    \(time.text)") }
    if let answer = notice.answer { Screen.line("answer  \(answer)") }
    Screen.line()
    Screen.line(notice.text ?? "(the text was blanked when it was settled)")
  }
}
