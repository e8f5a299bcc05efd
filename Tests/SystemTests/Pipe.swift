import Glibc

/// A way out of a program, which only that program inherits. It is a pair of sockets: they can be made so that no other
/// program that is started at the same moment gets them too, which would keep them open.
struct Pipe {
  /// Collects what comes out of a pipe.
  struct Reader {
    let descriptor: Int32
    private(set) var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var pollDescriptor: pollfd { pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0) }

    /// Takes what is there; waits for it.
    mutating func take() {
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { isAtEnd = true }
    }

    /// - Returns: false at the end.
    mutating func read(until deadline: Deadline) throws -> Bool {
      var waited = [pollDescriptor]
      try deadline.poll(&waited, for: "more than: \(text)")
      take()
      return !isAtEnd
    }
  }

  let reader: Reader
  let writeEnd: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Failure("no pair of sockets: \(String(cString: strerror(errno)))")
    }
    reader = Reader(descriptor: ends[0])
    writeEnd = ends[1]
  }
}
