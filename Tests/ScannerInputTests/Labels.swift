import LockerDomain

@testable import ScannerInput

enum Labels {
  /// A scanner whose labels are `LOC-A1` and `ORD1001`.
  static func settings(port: String = "/dev/scanner", format: ScanFormat = ScanFormat()) throws -> ScannerSettings {
    ScannerSettings(
      name: "scanner-a", port: port, format: format,
      labels: ScanLabels(
        compartment: try LabelPattern("LOC-{compartment}", for: .compartment),
        order: try LabelPattern("ORD{order}", for: .order)))
  }
}
