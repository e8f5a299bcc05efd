import CLinux
import Glibc
import LockerDomain

/// Waits for several descriptors at once, with ppoll(2).
package enum Poll {
  /// Waits until there is something to read from one of them, or one has failed or hung up: the read that follows tells.
  ///
  /// - Parameters:
  ///   - descriptors: -1 is passed over.
  ///   - timeout: nil waits without an end; what is below zero doesn't wait.
  /// - Returns: what the kernel says of each, in their order (`POLLIN`, `POLLHUP`, …). All are 0 after the timeout, and
  ///   after a signal: whoever waits looks at the clock again.
  package static func input(from descriptors: [Int32], timeout: Duration?) -> [Int16] {
    var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let nanoseconds = timeout.map { max(0, $0.inNanoseconds) } ?? -1
    guard linux_poll(&polled, nfds_t(polled.count), nanoseconds) > 0 else { return descriptors.map { _ in 0 } }
    return polled.map(\.revents)
  }
}
