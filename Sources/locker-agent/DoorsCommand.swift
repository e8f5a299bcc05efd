import ArgumentParser
import LocalAPI

struct DoorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doors", abstract: "What every door says: state, raw level or bit, input.")

  @OptionGroup var options: CommonOptions

  @Flag(
    name: .long,
    help:
      "Stay until Ctrl-C: on a terminal a table that is kept up to date, with buses and boards; else a line for every change."
  )
  var watch = false

  @Option(name: .long, help: "Only this compartment.")
  var compartment: String?

  func run() async throws {
    let client = try options.client()
    guard watch else { return try show(try await client.doors()) }
    guard options.json || !TerminalScreen.isThere else { return try await live() }
    try await client.withEvents { events in
      try show(try await client.doors())
      Screen.flush()
      for try await event in events where isWanted(event) { try print(event) }
    }
  }

  private func live() async throws {
    // A daemon that hangs must show soon.
    let client = try options.client(timeout: .seconds(5))
    var bank = WatchedBank(compartment: compartment)
    // The first look fails as that of every command does; later ones are tried again.
    bank.looked(try wanted(try await client.doors()), try await client.buses())
    var watch = DoorWatch(client, bank: bank)
    try await watch.run()
  }

  private func wanted(_ list: DoorList) throws -> DoorList {
    guard let compartment else { return list }
    let doors = list.doors.filter { $0.compartment == compartment }
    guard !doors.isEmpty else { throw UnknownCompartment(name: compartment) }
    return DoorList(doors: doors)
  }

  private func show(_ list: DoorList) throws {
    let list = try wanted(list)
    if options.json { return try Screen.json(list) }
    // Most banks have no such sensors.
    let hasGoods = list.doors.contains { $0.goods != nil }
    Screen.table(
      ["COMPARTMENT", "DOOR", "SINCE", "RAW"] + (hasGoods ? ["GOODS"] : []) + ["INPUT"],
      list.doors.map { door in
        let input = door.input + (door.reason.map { ": \($0)" } ?? "")
        return [door.compartment, door.state, door.since?.text ?? "-", door.raw.map(String.init) ?? "-"]
          + (hasGoods ? [door.goods ?? "-"] : []) + [input]
      })
  }

  private func isWanted(_ event: EventView) -> Bool {
    guard event.kind.hasPrefix("door-"), let name = event.compartment else { return false }
    return compartment == nil || compartment == name
  }

  private func print(_ event: EventView) throws {
    if options.json {
      try Screen.json(event)
    } else {
      Screen.line("\(event.at?.text ?? "-")  \(event.compartment ?? "")  \(event.kind)  \(event.why)")
    }
    Screen.flush()
  }

  private struct UnknownCompartment: Sentence {
    let name: String
    var sentence: String { "there is no compartment \(name); `locker-agent doors` lists them" }
  }
}
