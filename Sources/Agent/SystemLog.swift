import Glibc
import Linux

/// The system's log, for what must be on record while no agent runs that could write its ledger.
struct SystemLog {
  /// Where syslog(3) speaks to: journald, or rsyslog.
  static let standardPath = "/dev/log"
  /// Facility authpriv, severity notice (RFC 5424, section 6.2.1).
  private static let priority = 10 << 3 | 5

  var path = standardPath

  func write(_ line: String) throws(Errno) {
    try UnixDatagram.send("<\(Self.priority)>locker-agent[\(getpid())]: \(line)", to: path)
  }
}
