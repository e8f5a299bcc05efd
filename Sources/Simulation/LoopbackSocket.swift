import Glibc
import Linux

/// A TCP socket on 127.0.0.1 with blocking calls, for whoever has to decide about single bytes and resets.
final class LoopbackSocket: Sendable {
  let descriptor: Int32

  convenience init() throws(Errno) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Errno(errno) }
    self.init(descriptor)
  }

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// - Returns: the port that the kernel chose.
  func listen() throws(Errno) -> Int {
    var address = Self.address(port: 0)
    var size = Self.addressSize
    let number = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && Glibc.listen(descriptor, SOMAXCONN) == 0
          && getsockname(descriptor, address, &size) == 0 ? 0 : errno
      }
    }
    guard number == 0 else { throw Errno(number) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Has the port without listening: connections are refused, and nobody else gets it. Who wants to listen on it meanwhile
  /// has to set SO_REUSEADDR.
  func hold(port: Int) throws(Errno) {
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = Self.address(port: port)
    let number = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, Self.addressSize) == 0 ? 0 : errno
      }
    }
    guard number == 0 else { throw Errno(number) }
  }

  /// Nil when whoever came is gone again.
  func accept() -> LoopbackSocket? {
    let accepted = Glibc.accept(descriptor, nil, nil)
    guard accepted >= 0 else { return nil }
    _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
    // What is sent in pieces arrives in pieces.
    var on: Int32 = 1
    setsockopt(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    return LoopbackSocket(accepted)
  }

  func connect(to port: Int) -> Bool {
    var address = Self.address(port: port)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, Self.addressSize) == 0
      }
    }
  }

  /// What came; waits for it. Empty at the end of the connection, however it ended.
  func receive() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 16 * 1024)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return Array(bytes.prefix(max(0, count)))
  }

  /// - Returns: false when nobody takes it any more.
  func send(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Takes no connections any more: they are refused.
  func stopListening() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Ends this direction in good order.
  func sendNoMore() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Resets the connection; it has reached the other side when this returns.
  func reset() {
    // Dissolving the association of a connected socket is a reset at once (connect(2), tcp_disconnect in the kernel).
    var nobody = sockaddr()
    nobody.sa_family = sa_family_t(AF_UNSPEC)
    Glibc.connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
  }

  private static let addressSize = socklen_t(MemoryLayout<sockaddr_in>.size)

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    address.sin_port = in_port_t(port).bigEndian
    return address
  }
}
