package import LockerDomain

/// Something that happened on a bus's port, as a recording keeps it: bytes as they were written and read.
package struct BusTraffic: Hashable, Sendable {
  package enum What: Hashable, Sendable {
    case opened, closed
    /// One write.
    case sent([UInt8])
    /// One read: a frame, a piece of one, several, junk.
    case received([UInt8])
  }

  package let at: BootTime
  package let what: What

  package init(at: BootTime, what: What) {
    self.at = at
    self.what = what
  }
}
