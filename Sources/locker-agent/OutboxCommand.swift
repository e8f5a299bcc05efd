import ArgumentParser
import LocalAPI

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "The texts and how far they have come.",
    discussion: """
      list, show and export also read the store of an agent that does not run, without changing it; --reveal is then \
      written into the system's log instead of the ledger.
      """,
    subcommands: [List.self, Show.self, Retry.self, Expire.self, Export.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The texts, the latest first.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption

    @Option(name: .long, help: "Only texts in this state: pending, unsure, dead, accepted, ...")
    var state: String?

    @Option(name: .long, help: "Only the texts of this order.")
    var order: String?

    func run() async throws {
      var source = try OutboxSource(options, reveal: reveal.reveal)
      let list = try await source.page(OutboxQuery(state: state, order: order))
      if options.json {
        try Screen.json(list)
      } else {
        Screen.table(
          ["ID", "ORDER", "KIND", "CYCLE", "STATE", "TO", "REASON"],
          list.notices.map { notice in
            [
              String(notice.id), notice.order, notice.kind, String(notice.cycle), notice.state, notice.to ?? "-",
              notice.reason ?? notice.requestID.map { "request \($0)" } ?? "",
            ]
          })
      }
      if list.more {
        Screen.error(
          "these are the latest \(list.notices.count); there are more: see --state, --order, or outbox export")
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One text, with what Prokeep said.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption
    @OptionGroup var notice: NoticeArgument

    func run() async throws {
      var source = try OutboxSource(options, reveal: reveal.reveal)
      try NoticeScreen.show(try await source.notice(notice.id), asJSON: options.json)
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tries a text again, at once (administrators).",
      discussion: """
        A dead text goes back into the queue with its old key; an unsure one is sent again, and the customer may get it \
        twice. For a text that was accepted or withdrawn, say order resend.
        """)

    @OptionGroup var options: CommonOptions

    @Flag(name: .long, help: "Everything that waits, as after an outage.")
    var all = false

    @Argument(help: "The text's number in the outbox.")
    var id: String?

    func validate() throws {
      guard all == (id == nil) else { throw ValidationError("say either the text's number or --all") }
      if let id { try NoticeArgument.validate(id) }
    }

    func run() async throws {
      let client = try options.client()
      if let id {
        return try NoticeScreen.show(try await client.retry(notice: id), asJSON: options.json)
      }
      let result = try await client.retryAll()
      if options.json { return try Screen.json(result) }
      Screen.line("texts that wait: \(result.waiting); they are tried now")
    }
  }

  struct Expire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives a text up: it is blanked and never sent (administrators).")

    @OptionGroup var options: CommonOptions
    @OptionGroup var notice: NoticeArgument

    func run() async throws {
      try NoticeScreen.show(try await options.client().expire(notice: notice.id), asJSON: options.json)
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "All texts as JSON lines, the oldest first.",
      discussion: "One versioned object a line, as outbox show --json prints it.")

    /// So many are held at a time, here and in the daemon.
    private static let pageLength = 100

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption

    func run() async throws {
      var source = try OutboxSource(options, reveal: reveal.reveal)
      var last: Int64 = 0
      var more = true
      while more {
        let page = try await source.page(OutboxQuery(after: last, limit: Self.pageLength))
        for notice in page.notices { try Screen.json(notice) }
        last = page.notices.last?.id ?? last
        more = page.more
      }
    }
  }
}

struct NoticeArgument: ParsableArguments {
  @Argument(help: "The text's number in the outbox.")
  var id: String

  func validate() throws { try Self.validate(id) }

  /// An empty one, as from a script's unset variable, would name the list of all texts.
  static func validate(_ id: String) throws {
    if id.isEmpty { throw ValidationError("the text's number is empty") }
  }
}
