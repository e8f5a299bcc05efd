import Glibc

/// What the system said when it refused.
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
  package let number: Int32

  package init(_ number: Int32) { self.number = number }

  /// The system's own words: "No such file or directory".
  package var description: String { String(cString: strerror(number)) }
}
