import CLinux
import Glibc

/// Ends a thread's wait from another thread: an eventfd(2).
package final class WakeUp: Sendable {
  /// Readable from `send` until `clear`.
  package let descriptor: Int32

  package init() throws(Errno) {
    let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    guard descriptor >= 0 else { throw Errno(errno) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  package func send() {
    // Fails only when the counter is full, and then the descriptor is readable anyway.
    eventfd_write(descriptor, 1)
  }

  /// Makes the next wait a wait again.
  package func clear() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
  }
}
