import Glibc
import Linux

/// One datagram to a unix socket.
enum UnixDatagram {
  /// - Parameter path: of a file, or with `@` in front for an abstract socket.
  static func send(_ text: String, to path: String) throws(Errno) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw Errno(ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { target in
      target.copyBytes(from: bytes)
      if bytes.first == UInt8(ascii: "@") { target[0] = 0 }
    }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let socketErrno = errno
    guard descriptor >= 0 else { throw Errno(socketErrno) }
    defer { close(descriptor) }
    let message = Array(text.utf8)
    let sent = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
        sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), target, length)
      }
    }
    let sendErrno = errno
    guard sent >= 0 else { throw Errno(sendErrno) }
  }
}
