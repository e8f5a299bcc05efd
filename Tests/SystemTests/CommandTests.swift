import Linux
import Glibc
import LocalAPI
import LockerDomain
import Simulation
import Testing

/// Bad input and exit codes, over the commands and over the local API.
@Suite(.timeLimit(.minutes(1)))
struct CommandTests {
  private static func add(
    _ number: String, phone: String = "+12015550199", code: String = "0042", in compartment: String = "A1"
  ) -> [String] {
    ["order", "add", number, "--phone", phone, "--code", code, "--compartment", compartment]
  }

  /// A command, its exit code and words of what it says on standard error.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let code: Int32
    let words: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: [String], _ code: Int32, _ words: String...) {
      self.arguments = arguments
      self.code = code
      self.words = words
    }
  }

  @Test(
    "what is wrong is said, with its exit code; nothing is lost",
    arguments: [
      Refusal(add("1002", in: "Z9"), 65, "Z9"),
      Refusal(add("1002", phone: "2015550199", in: "A2"), 65, "+12015550199"),
      Refusal(add("1002", in: "A1"), 65, "A1", "1001"),
      Refusal(add("1002", code: "00\u{7}42", in: "A2"), 65, "code"),
      Refusal(add("1002", code: String(repeating: "4", count: 65), in: "A2"), 65, "code", "64"),
      Refusal(add("10/02", in: "A2"), 65, "number"),
      Refusal(["order", "add"], 64, "number"),
      Refusal(["order", "add", "1002"], 64, "--phone"),
      Refusal(["order", "frobnicate"], 64),
      Refusal(add("", in: "A2"), 64, "number"),
      Refusal(["order", "show", ""], 64, "number"),
      Refusal(["order", "cancel", ""], 64, "number"),
      Refusal(["outbox", "show", ""], 64, "number"),
      Refusal(["order", "add", "1002", "--body", "-", "--code", "1"], 64, "--body"),
      Refusal(["order", "show", "4711"], 65, "4711"),
      Refusal(["order", "collect", "1001"], 65, "1001"),
      Refusal(["outbox", "show", "7"], 65, "7"),
      Refusal(["outbox", "show", "seven"], 65, "seven"),
      Refusal(["doors", "--compartment", "Z9"], 65, "Z9"),
    ])
  func isRefused(refusal: Refusal) async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    #expect(try await bench.run(Self.add("1001")).code == 0)
    let ended = try await bench.run(refusal.arguments)
    #expect(ended.code == refusal.code, "\(ended.errors)")
    #expect(ended.output == "")
    for word in refusal.words { #expect(ended.errors.contains(word), "\(ended.errors)") }
    let orders = try await bench.client.orders().orders
    #expect(orders.map(\.number) == ["1001"])
    #expect(orders.first?.state == "assigned")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end().code == 0)
  }

  @Test("the same order twice is one order, and the second answer says so")
  func twice() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    let first = try await bench.run(Self.add("1001"))
    let second = try await bench.run(Self.add("1001"))
    #expect(first.output == "order 1001 placed: assigned, in A1\n")
    #expect(second.output == "order 1001 is as asked: assigned, in A1\n")
    #expect(first.code == 0 && second.code == 0)
    daemon.signal(SIGTERM)
    _ = try await daemon.end()
    #expect(try bench.ledger(of: "1001").map(\.kind) == [.orderAssigned])
  }

  @Test("an order can come from standard input, where no other user sees it")
  func body() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try bench.folder.write(
      #"{"customer":{"name":"Ada","phone":"+12015550199"},"code":"0042","compartments":["A1"]}"#, to: "order.json")
    let ended = try await bench.run("order", "add", "1001", "--body", "-", input: bench.folder.file("order.json"))
    #expect(ended.output == "order 1001 placed: assigned, in A1\n", "\(ended.errors)")
    try bench.folder.write("{", to: "order.json")
    let broken = try await bench.run("order", "add", "1002", "--body", "-", input: bench.folder.file("order.json"))
    #expect(broken.code == 65)
    #expect(daemon.pid > 0)
  }

  @Test("the API names the field that is wrong")
  func problems() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    let customer = PutOrder.Customer(name: nil, phone: "+12015550199")
    for (order, field) in [
      (PutOrder(customer: customer, code: "0042", compartments: ["Z9"]), "compartments"),
      (PutOrder(customer: customer, code: "\u{1b}[2J", compartments: ["A1"]), "code"),
      (PutOrder(customer: .init(name: nil, phone: "555"), code: "0042", compartments: ["A1"]), "customer.phone"),
      (PutOrder(customer: customer, code: "0042", compartments: [], loaded: true), "loaded"),
    ] {
      let error = try await #require(throws: LocalAPIError.self) { try await bench.client.place(order, as: "1001") }
      guard case .refused(let problem) = error.code else { throw Failure("\(error)") }
      #expect(problem.field == field, "\(problem.detail)")
    }
    #expect(daemon.pid > 0)
  }

  @Test(
    "without a daemon, commands say so",
    arguments: [["doors"], ["order", "list"], ["order", "show", "1"], ["outbox", "list"], add("1001")])
  func notRunning(arguments: [String]) async throws {
    let bench = try await Bench()
    let ended = try await bench.run(arguments)
    #expect(ended.code == 69)
    #expect(ended.errors.contains(bench.socket), "\(ended.errors)")
  }

  @Test("a technician sees a door move")
  func watch() async throws {
    let bench = try await Bench()
    let daemon = try await bench.startDaemon()
    try await bench.doorsAreKnown()
    let list = try await bench.run("doors", "--compartment", "A2")
    #expect(list.output.contains("A2           closed"), "\(list.output)")
    #expect(!list.output.contains("A1"))
    let command = [try Bench.executable(), "doors", "--watch", "--compartment", "A2", "--config", bench.configuration]
    let watching = try Program(command)
    try await watching.printed("A2           closed")
    bench.open(1)
    bench.open(2)
    try await watching.printed("A2  door-opened")
    daemon.signal(SIGTERM)
    let ended = try await watching.end()
    #expect(!ended.output.contains("A1"), "\(ended.output)")
  }

  @Test("a frame is explained, or it is said why it is none")
  func decode() async throws {
    let program = try Bench.executable()
    let query = [program, "serial", "decode", "--protocol", "kerong-cu-3x", "--json"]
    let valid = try await Program(query + ["02 00 30 03 35"]).end()
    #expect(valid.code == 0)
    #expect(valid.output.contains(#""kind":"request""#), "\(valid.output)")
    let invalid = try await Program(query + ["02 00 30 03 36"]).end()
    #expect(invalid.code == 65)
    #expect(invalid.output.contains(#""valid":false"#), "\(invalid.output)")
    #expect(try await Program([program, "serial", "decode", "--protocol", "nonsense", "00"]).end().code == 64)
  }

  @Test("the demonstration ends by itself, and well", .timeLimit(.minutes(1)))
  func demo() async throws {
    let ended = try await Program([try Bench.executable(), "demo"]).end(within: .seconds(30))
    #expect(ended.code == 0, "\(ended.errors)")
    #expect(ended.output.contains("2 texts accepted, none lost, none twice"), "\(ended.output)")
    #expect(!ended.output.contains("0042") && !ended.output.contains("7310"))
    #expect(!ended.output.contains("+12015550199"))
  }
}
