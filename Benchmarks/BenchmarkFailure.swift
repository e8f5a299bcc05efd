import Glibc

/// Why there is no figure.
struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  init(_ subject: String, errno: Int32) { description = "\(subject): \(String(cString: strerror(errno)))" }
}
