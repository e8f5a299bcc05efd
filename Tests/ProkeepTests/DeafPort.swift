import Glibc
import Linux

/// A port whose packets get no answer, as behind a firewall that drops them: its queue of connections that wait to be
/// accepted is full, and Linux passes over whoever comes then (listen(2), tcp_conn_request in the kernel).
final class DeafPort: Sendable {
  let number: Int
  private let listener: Int32
  private let waiting: Int32

  init() throws(Errno) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let waiting = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failure = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        // A queue of length 0 takes one.
        bind(listener, address, size) == 0 && listen(listener, 0) == 0 && getsockname(listener, address, &size) == 0
          && connect(waiting, address, size) == 0 ? 0 : errno
      }
    }
    guard failure == 0 else {
      close(listener)
      close(waiting)
      throw Errno(failure)
    }
    number = Int(UInt16(bigEndian: address.sin_port))
    self.listener = listener
    self.waiting = waiting
  }

  deinit {
    close(waiting)
    close(listener)
  }
}
