import BoardProtocols
package import LockerDomain

/// One line of what went over a bus.
package struct TraceEntry: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable {
    case sent, received
    /// Our own request, heard by the adapter.
    case echo
    /// Bytes that are no frame.
    case junk
  }

  package let at: BootTime
  package let direction: Direction
  package let bytes: [UInt8]
  /// What the frame says; empty for junk.
  package let meaning: String

  package init(at: BootTime, direction: Direction, bytes: [UInt8], meaning: String) {
    self.at = at
    self.direction = direction
    self.bytes = bytes
    self.meaning = meaning
  }

  package var hex: String { Hex.text(bytes) }
}

/// The last frames of a bus, for a technician. Older ones are dropped.
struct BusTrace: Sendable {
  private struct Entry {
    let at: BootTime
    let direction: TraceEntry.Direction
    let bytes: [UInt8]
    let frame: BoardFrame?
  }

  private let limit: Int
  private var entries: [Entry] = []
  /// The oldest one, once the ring is full.
  private var first = 0

  init(limit: Int = 200) { self.limit = limit }

  mutating func add(_ direction: TraceEntry.Direction, _ frame: BoardFrame, at time: BootTime) {
    add(Entry(at: time, direction: direction, bytes: frame.bytes, frame: frame))
  }

  mutating func addJunk(_ bytes: [UInt8], at time: BootTime) {
    add(Entry(at: time, direction: .junk, bytes: bytes, frame: nil))
  }

  /// Oldest first. The words are found here, not while polling.
  var lines: [TraceEntry] {
    (entries[first...] + entries[..<first]).map {
      TraceEntry(at: $0.at, direction: $0.direction, bytes: $0.bytes, meaning: $0.frame?.meaning ?? "")
    }
  }

  private mutating func add(_ entry: Entry) {
    guard entries.count == limit else { return entries.append(entry) }
    entries[first] = entry
    first = (first + 1) % limit
  }
}
