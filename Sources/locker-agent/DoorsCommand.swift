import ArgumentParser
import LocalAPI

struct DoorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doors", abstract: "What every door says: state, raw level or bit, input.")

  @OptionGroup var options: CommonOptions

  @Flag(name: .long, help: "Stay and print every change, until Ctrl-C.")
  var watch = false

  @Option(name: .long, help: "Only this compartment.")
  var compartment: String?

  func run() async throws {
    let client = try options.client()
    guard watch else { return try show(try await client.doors()) }
    try await client.withEvents { events in
      try show(try await client.doors())
      Screen.flush()
      for try await event in events where isWanted(event) { try print(event) }
    }
  }

  private func show(_ list: DoorList) throws {
    var list = list
    if let compartment {
      list.doors = list.doors.filter { $0.compartment == compartment }
      guard !list.doors.isEmpty else { throw UnknownCompartment(name: compartment) }
    }
    if options.json { return try Screen.json(list) }
    Screen.table(
      ["COMPARTMENT", "DOOR", "SINCE", "RAW", "INPUT"],
      list.doors.map { door in
        let input = door.input + (door.reason.map { ": \($0)" } ?? "")
        return [door.compartment, door.state, door.since?.text ?? "-", door.raw.map(String.init) ?? "-", input]
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
