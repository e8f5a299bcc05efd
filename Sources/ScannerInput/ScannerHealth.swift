package import LockerDomain
package import SerialLine

/// How a scanner is doing, at one moment.
package struct ScannerHealth: Hashable, Sendable {
  package let name: String
  package let port: String
  package let isOpen: Bool
  /// Since when the port is open, or closed.
  package let since: BootTime
  /// Why the port is closed.
  package let error: SerialError?
  /// Labels read, repetitions left out.
  package let scans: Int
  package let lastScanAt: BootTime?
  /// Why the latest scan could not be read; nil when it could, or when that was long ago.
  package let unreadable: ScanParser.Reason?
}
