/// The format's name and version, as the first line of every capture has them.
package enum CaptureFormat {
  package static let version = 1
  static let name = "locker-agent capture"
  static let title = "\(name) \(version)"
}
