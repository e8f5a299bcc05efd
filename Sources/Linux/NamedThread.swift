import CLinux
import Glibc

/// A thread for blocking calls, with a name and with all signals blocked: they belong to the thread that waits for them,
/// and SIGPIPE, which OpenSSL's write to a dead connection raises, to nobody.
///
/// Letting it go without `join` leaves the thread to end by itself.
package struct NamedThread: ~Copyable, Sendable {
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private let thread: pthread_t

  /// - Parameters:
  ///   - name: At most 15 bytes show.
  ///   - body: Kept, with all that it holds, until it returns.
  package init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(Errno) {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let error = linux_thread_start(
      &thread, name,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    guard error == 0 else {
      work.release()
      throw Errno(error)
    }
    self.thread = thread
  }

  deinit { pthread_detach(thread) }

  /// Waits for the body's end. Not from the thread itself.
  package consuming func join() {
    pthread_join(thread, nil)
    discard self
  }
}
