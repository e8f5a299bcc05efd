import CGPIO
import Glibc
import Linux
import LockerDomain

/// A line that is ours: input, both edges. Released when it goes; it keeps its chip open until then.
final class LineRequest {
  /// One edge, as it was read from the kernel's queue.
  struct Edge {
    var level: GPIOLevel
    var at: BootTime
    /// Some were dropped before this one.
    var followsLoss: Bool
  }

  /// The edges of one reading.
  struct Edges {
    var edges: [Edge] = []
    /// Some may have been dropped after the last one.
    var mayHaveLostNewest = false
  }

  /// What other programs see as this line's holder.
  static let consumer = "locker-agent"

  static var hasKernelDebounce: Bool { cgpio_has_kernel_debounce() }

  let descriptor: Int32
  let offset: Int
  private let chip: ChipHandle
  private let line: GPIOLineSelector
  private let wanted: String
  private let handle: OpaquePointer
  private let debounce: Duration
  private var sequence: UInt32 = 0

  /// - Parameter debounce: done by the kernel; zero where it can't (`hasKernelDebounce`).
  init(
    _ line: GPIOLineSelector, of chip: ChipHandle, wanted: String, bias: GPIOBias, debounce: Duration
  ) throws(GPIOError) {
    let offset = try chip.offset(of: line, wanted: wanted)
    let microseconds = UInt32(clamping: debounce.inNanoseconds / 1000)
    guard let handle = cgpio_line_request(chip.handle, UInt32(offset), Self.consumer, bias.value, microseconds) else {
      throw Self.refusal(errno, line: line, offset: offset, chip: chip, wanted: wanted)
    }
    self.chip = chip
    self.line = line
    self.wanted = wanted
    self.offset = offset
    self.debounce = debounce
    self.handle = handle
    descriptor = cgpio_line_fd(handle)
  }

  deinit { cgpio_line_release(handle) }

  /// The level now; where the kernel debounces, the one that counts now.
  func level() throws(GPIOError) -> GPIOLevel {
    switch cgpio_line_level(handle) {
    case 0: return .low
    case 1: return .high
    default: throw failure(errno)
    }
  }

  /// The waiting edges, oldest first. Blocks when there are none: call it when the descriptor is readable.
  func readEdges() throws(GPIOError) -> Edges {
    var buffer = [cgpio_edge](repeating: cgpio_edge(), count: Int(CGPIO_EDGES_MAX))
    let count = cgpio_line_read_edges(handle, &buffer, buffer.count)
    guard count >= 0 else { throw failure(errno) }
    var result = Edges()
    for edge in buffer.prefix(Int(count)) {
      let isNumbered = edge.sequence != 0
      // The kernel stamps a debounced edge when its period is over; the edge itself was that much earlier.
      let at = BootTime(monotonic: edge.timestamp_ns) - debounce
      result.edges.append(
        Edge(
          level: edge.level == 0 ? .low : .high, at: at, followsLoss: isNumbered && edge.sequence != sequence &+ 1))
      sequence = edge.sequence
    }
    result.mayHaveLostNewest = count == CGPIO_EDGES_MAX && sequence == 0
    return result
  }

  private func failure(_ number: Int32) -> GPIOError {
    // ENODEV is what a removed chip gives; libgpiod 1.6 has EIO for a short read of its events.
    number == ENODEV || chip.facts(offset: offset) == nil
      ? .chipGone(wanted, errno: number) : .lineFailed(line, chip: wanted, errno: number)
  }

  private static func refusal(
    _ number: Int32, line: GPIOLineSelector, offset: Int, chip: ChipHandle, wanted: String
  ) -> GPIOError {
    guard let facts = chip.facts(offset: offset) else { return .chipGone(wanted, errno: number) }
    switch number {
    case EBUSY: return .lineHeld(line, chip: wanted, holder: LineHolder(of: facts, chip: chip.name))
    // v1 says ENODEV, v2 ENXIO, for a line without an interrupt.
    case ENODEV, ENXIO: return .noEdges(line, chip: wanted, errno: number)
    default: return .lineFailed(line, chip: wanted, errno: number)
    }
  }
}
