import ArgumentParser
import FoundationEssentials
import LocalAPI

struct OrderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order", abstract: "Places orders and moves them along.",
    subcommands: [
      Add.self, List.self, Show.self, Cancel.self, Ready.self, Unload.self, Collect.self, Remove.self, Resend.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Places an order, or changes one whose text has not been accepted yet.",
      discussion: """
        Arguments can be seen by other users of this machine while the command runs; --body - reads the request from \
        standard input instead, as the local API takes it:
        {"customer":{"name":"Ada","phone":"+12015550199"},"code":"0042","compartments":["A1"]}
        """)

    @OptionGroup var options: CommonOptions

    @Argument(help: "The order's number: letters, digits, dots, underscores, hyphens.")
    var number: String

    @Option(name: .long, help: "The customer's phone in E.164, such as +12015550199.")
    var phone: String?

    @Option(name: .long, help: "The pickup code; leading zeros count.")
    var code: String?

    @Option(name: .long, help: "The compartment; say it again for more, or leave it to a scanner.")
    var compartment: [String] = []

    @Option(name: .long, help: "The customer's name.")
    var name: String?

    @Flag(name: .long, help: "The goods are inside already: claim the last close.")
    var loaded = false

    @Flag(name: .long, help: "Use the number and body of an ended order once more.")
    var again = false

    @Option(name: .long, help: "A file with the request as JSON, - for standard input.")
    var body: String?

    func validate() throws {
      try OrderArguments.validate(number)
      if body == nil {
        guard phone != nil, code != nil else {
          throw ValidationError("say --phone and --code, or --body FILE")
        }
      } else if phone != nil || code != nil || name != nil || !compartment.isEmpty || loaded || again {
        throw ValidationError("--body holds the whole request; leave the other options out")
      }
    }

    func run() async throws {
      let (order, isNew) = try await options.client().place(try request(), as: number)
      if options.json { return try Screen.json(order) }
      let places = order.compartments.map(\.name).joined(separator: ", ")
      let place = places.isEmpty ? "no compartment yet" : "in \(places)"
      Screen.line("order \(order.number) \(isNew ? "placed" : "is as asked"): \(order.label), \(place)")
    }

    private func request() throws -> PutOrder {
      if let body { return try StandardInput.request(body) }
      return PutOrder(
        customer: PutOrder.Customer(name: name, phone: phone ?? ""), code: code ?? "", compartments: compartment,
        loaded: loaded, again: again)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All orders, the latest first.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption

    func run() async throws {
      let list = try await options.client().orders(reveal: reveal.reveal)
      if options.json { return try Screen.json(list) }
      Screen.table(
        ["ORDER", "STATE", "COMPARTMENTS", "PHONE", "CODE", "TEXT"],
        list.orders.map { order in
          [
            order.number, order.label,
            order.compartments.isEmpty ? "-" : order.compartments.map(\.name).joined(separator: ","),
            order.customer?.phone ?? "-", order.code ?? "-", order.notice?.state ?? "-",
          ]
        })
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One order, with its doors and its text.")

    @OptionGroup var options: CommonOptions
    @OptionGroup var reveal: RevealOption

    @Argument(help: "The order's number.")
    var number: String

    func validate() throws { try OrderArguments.validate(number) }

    func run() async throws {
      try OrderScreen.show(try await options.client().order(number, reveal: reveal.reveal), asJSON: options.json)
    }
  }

  struct Cancel: OrderAction {
    static let configuration = CommandConfiguration(abstract: "Gives an order up; an unsent text is withdrawn.")
    static let command = OrderCommand.WireCommand.cancel
    @OptionGroup var arguments: OrderArguments
  }

  struct Ready: OrderAction {
    static let configuration = CommandConfiguration(
      abstract: "Ready by hand: drops unloaded compartments, confirms an unseen order, releases an unsure pickup.")
    static let command = OrderCommand.WireCommand.ready
    @OptionGroup var arguments: OrderArguments
  }

  struct Unload: OrderAction {
    static let configuration = CommandConfiguration(abstract: "Takes a load back: wrong door, wrong goods.")
    static let command = OrderCommand.WireCommand.unload
    @OptionGroup var arguments: OrderArguments
  }

  struct Collect: OrderAction {
    static let configuration = CommandConfiguration(abstract: "The customer has it.")
    static let command = OrderCommand.WireCommand.collect
    @OptionGroup var arguments: OrderArguments
  }

  struct Remove: OrderAction {
    static let configuration = CommandConfiguration(abstract: "Staff took it out.")
    static let command = OrderCommand.WireCommand.remove
    @OptionGroup var arguments: OrderArguments
  }

  struct Resend: OrderAction {
    static let configuration = CommandConfiguration(abstract: "The text once more (administrators).")
    static let command = OrderCommand.WireCommand.resend
    @OptionGroup var arguments: OrderArguments
  }

  typealias WireCommand = LocalAPI.OrderCommand
}

struct OrderArguments: ParsableArguments {
  @OptionGroup var options: CommonOptions

  @Argument(help: "The order's number.")
  var number: String

  func validate() throws { try Self.validate(number) }

  /// An empty one, as from a script's unset variable, would name the list of all orders.
  static func validate(_ number: String) throws {
    if number.isEmpty { throw ValidationError("the order's number is empty") }
  }
}

/// A command that moves one order along.
protocol OrderAction: AsyncParsableCommand {
  static var command: LocalAPI.OrderCommand { get }
  var arguments: OrderArguments { get }
}

extension OrderAction {
  func run() async throws {
    let order = try await arguments.options.client().perform(Self.command, on: arguments.number)
    try OrderScreen.show(order, asJSON: arguments.options.json)
  }
}

struct RevealOption: ParsableArguments {
  @Flag(name: .long, help: "Show codes and phone numbers; needs the right and is logged.")
  var reveal = false
}
