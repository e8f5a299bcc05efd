@testable import Agent
import Configuration
import GPIOInput
import SerialBus
import Testing

/// What the installer wrote of a door, in the terms of the rooms that read it.
struct AgentSettingsTests {
  @Test("a door with a polarity of its own has it in both kinds of input")
  func polarity() throws {
    let text = """
      bank: {id: b, distributor: Gotham Electrical, location: here}
      prokeep: {url: "https://gotham.prokeep.com/rest/v1", from: "+12015550123", credentials_file: /etc/prokeep}
      gpio: [{chip: c, closed: low}]
      serial: [{name: s, port: /dev/ttyS7, protocol: wkly, boards: [{address: 1, locks: 4, closed: 1}]}]
      compartments:
        - {name: A1, door: {chip: c, line: 1}}
        - {name: A2, door: {chip: c, line: 2, closed: high}}
        - {name: B1, door: {bus: s, board: 1, lock: 1}}
        - {names: B2..B3, door: {bus: s, board: 1, first_lock: 2, closed: 0}}

      """
    let configuration = try #require(Configuration.read(bytes: Array(text.utf8)).configuration)
    #expect(configuration.gpioSettings?.chips.first?.lines.map(\.closed) == [nil, .high])
    #expect(configuration.busSettings.first?.boards.first?.closedRawOfLock == [2: 0, 3: 0])
  }
}
