package import Linux
package import LockerDomain

/// What ended a wait for a port.
package struct PortWait {
  /// Bytes, or the end of them.
  package var hasInput: Bool
  package var wasWoken: Bool

  /// Waits for bytes from `port`, a wake-up, or the time `until` (nil: without an end).
  package static func wait(for port: SerialPort?, or wakeUp: WakeUp? = nil, until: BootTime?) -> PortWait {
    let found = Poll.input(
      from: [port?.descriptor ?? -1, wakeUp?.descriptor ?? -1], timeout: until.map { $0 - .now })
    // A hang-up counts as input: the read that follows tells what it is.
    return PortWait(hasInput: found[0] != 0, wasWoken: found[1] != 0)
  }
}
