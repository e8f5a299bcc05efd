import LockerDomain

// What a scanner is shown.
extension Scene {
  /// Labels as `LOC-A1` and `ORD1001`.
  static let labels = valid { () throws(LabelPattern.SyntaxError) in
    ScanLabels(
      compartment: try LabelPattern("LOC-{compartment}", for: .compartment),
      order: try LabelPattern("ORD{order}", for: .order))
  }

  func scan(_ labels: String..., from scanner: String = "scanner-a", by patterns: ScanLabels = Scene.labels) {
    for label in labels {
      let scan = Scan(
        scanner: scanner, label: patterns.read(label), at: BootTime(nanoseconds: now.milliseconds * 1_000_000))
      keep(bank.scanned(scan, at: now))
    }
  }
}
