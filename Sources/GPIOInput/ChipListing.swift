/// A chip as `locker-agent gpio` shows it.
package struct ChipListing: Hashable, Sendable {
  /// `/dev/gpiochip0`
  package var path: String
  /// Nil when it could not be opened.
  package var name: String?
  package var label: String?
  package var lines: [LineFacts] = []
  package var problem: GPIOError?
}
