/// `GET /v1/buses/{name}/trace`: the last bytes on a bus, oldest first.
package struct BusTrace: Codable, Hashable, Sendable {
  package struct Entry: Codable, Hashable, Sendable {
    /// `sent`, `received`, `echo` (the adapter heard its own request) or `junk`.
    package enum Direction: String, Codable, Sendable { case sent, received, echo, junk }

    /// Milliseconds since the kernel booted (CLOCK_BOOTTIME): the spaces between frames count here, not the date.
    package var bootMilliseconds: Int64
    package var direction: Direction
    /// Two hexadecimal digits a byte, no spaces.
    package var hex: String
    /// What the protocol makes of it; absent for junk.
    package var meaning: String?

    private enum CodingKeys: String, CodingKey {
      case direction, hex, meaning
      case bootMilliseconds = "boot_ms"
    }

    package init(bootMilliseconds: Int64, direction: Direction, hex: String, meaning: String? = nil) {
      self.bootMilliseconds = bootMilliseconds
      self.direction = direction
      self.hex = hex
      self.meaning = meaning
    }
  }

  package var bus: String
  package var entries: [Entry]

  package init(bus: String, entries: [Entry]) {
    self.bus = bus
    self.entries = entries
  }
}
