import BoardProtocols
import Captures

/// The configuration of a replay's agent: the capture's bank, with files and a Prokeep of its own.
struct ReplayConfiguration {
  let capture: CaptureHead
  let folder: DemoFolder
  let speed: ReplaySpeed
  /// On these a board keeps quiet at times.
  let quietBuses: Set<String>
  let prokeep: String

  /// Contacts need a chip to be named after; nobody asks it.
  private static let chip = "contacts"

  /// The pseudo-terminals' names, one for each bus; what people call a bus may be no name for a file.
  var ports: [String] { capture.buses.indices.map { "\(folder.path)/bus-\($0 + 1)" } }

  var text: String {
    var lines = [
      "bank: {id: \(quoted(capture.bank)), distributor: Gotham Electrical, location: \"1515 Wayne Ave, Gotham, NJ 973\"}",
      "prokeep:",
      "  url: \(prokeep)",
      "  from: \"+12015550123\"",
      "  credentials_file: \(folder.credentials)",
      "  retry_cap_s: 1",
      // The clock stands still while a text leaves.
      "  pace: {per_second: 1000, burst: 1000}",
      "timing: {\(list(capture.timing))}",
      "clock: trusted",
      "store: \(folder.path)/agent.sqlite",
      "api: {socket: \(folder.path)/api.sock}",
    ]
    let contacts = capture.doors.filter(\.isContact)
    if !contacts.isEmpty { lines.append("gpio: [{chip: \(Self.chip), closed: low}]") }
    if !capture.buses.isEmpty { lines.append("serial:") }
    for (bus, port) in zip(capture.buses, ports) { lines += entry(bus, port: port) }
    lines.append("compartments:")
    for (index, door) in contacts.enumerated() {
      let closed = door.closed.map { ", closed: \($0 == 0 ? "low" : "high")" } ?? ""
      lines.append("  - {name: \(quoted(door.compartment)), door: {chip: \(Self.chip), line: \(index)\(closed)}}")
    }
    for door in capture.doors {
      guard case .lock(let bus, let board, let lock) = door.place else { continue }
      let closed = door.closed.map { ", closed: \($0)" } ?? ""
      lines.append(
        "  - {name: \(quoted(door.compartment)), door: {bus: \(quoted(bus)), board: \(board), lock: \(lock)\(closed)}}")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(_ bus: CaptureHead.Bus, port: String) -> [String] {
    let settings = bus.settings.map { setting in
      switch setting.name {
      case "poll_ms": paced(setting)
      case "reply_timeout_ms": patient(setting, isQuiet: quietBuses.contains(bus.name))
      default: setting
      }
    }
    return [
      "  - name: \(quoted(bus.name))", "    port: \(port)", "    protocol: \(bus.boardProtocol.rawValue)",
      "    baud: \(bus.baud.rawValue)",
    ] + settings.map { "    \($0.name): \($0.value)" } + ["    boards:"]
      + bus.boards.map { board in
        let sensor = board.sensesLatch ? ", sensor: latch" : ""
        let goods = board.goods.map { ", goods: \($0)" } ?? ""
        let map = board.map.map { ", map: \($0.rawValue)" } ?? ""
        return
          "      - {address: \(board.address), locks: \(board.locks), closed: \(board.closed)\(sensor)\(goods)\(map)}"
      }
  }

  /// The agent asks faster, too.
  private func paced(_ setting: CaptureHead.Setting) -> CaptureHead.Setting {
    guard let recorded = Int(setting.value) else { return setting }
    let wanted = speed.real(.milliseconds(recorded)) / .milliseconds(1)
    return CaptureHead.Setting(setting.name, String(min(10_000, max(10, Int(wanted)))))
  }

  /// No answer is missed just because this machine is busy; where a board keeps quiet, the agent has to wait for that long.
  private func patient(_ setting: CaptureHead.Setting, isQuiet: Bool) -> CaptureHead.Setting {
    CaptureHead.Setting(setting.name, isQuiet ? String(max(1000, Int(setting.value) ?? 0)) : "10000")
  }

  private func list(_ settings: [CaptureHead.Setting]) -> String {
    settings.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }

  /// YAML's double quotes; names hold no control characters.
  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
