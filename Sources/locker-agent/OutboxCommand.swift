import ArgumentParser
import LocalAPI

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "The texts and how far they have come.", subcommands: [List.self, Show.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All texts, the latest first.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption

    func run() async throws {
      let list = try await options.client().outbox(reveal: reveal.reveal)
      if options.json { return try Screen.json(list) }
      Screen.table(
        ["ID", "ORDER", "KIND", "CYCLE", "STATE", "TO", "REASON"],
        list.notices.map { notice in
          [
            String(notice.id), notice.order, notice.kind, String(notice.cycle), notice.state, notice.to ?? "-",
            notice.reason ?? notice.requestID.map { "request \($0)" } ?? "",
          ]
        })
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One text, with what Prokeep said.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption

    @Argument(help: "The text's number in the outbox.")
    var id: String

    func validate() throws {
      if id.isEmpty { throw ValidationError("the text's number is empty") }
    }

    func run() async throws {
      let notice = try await options.client().notice(id, reveal: reveal.reveal)
      if options.json { return try Screen.json(notice) }
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
}
