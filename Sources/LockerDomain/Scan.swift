/// One label that a scanner has read.
package struct Scan: Hashable, Sendable {
  /// The scanner's name in the configuration.
  package var scanner: String
  package var label: ScannedLabel
  package var at: BootTime

  package init(scanner: String, label: ScannedLabel, at: BootTime) {
    self.scanner = scanner
    self.label = label
    self.at = at
  }
}
