package import BoardProtocols
package import LockerDomain

/// One barcode reader on a serial port.
package struct ScannerSettings: Hashable, Sendable {
  package var name: String
  /// A path that stays the same: `/dev/serial/by-id/…`. It is opened by this name every time.
  package var port: String
  package var baud: BaudRate
  package var format: ScanFormat
  package var labels: ScanLabels

  package init(
    name: String, port: String, baud: BaudRate = .b9600, format: ScanFormat = ScanFormat(), labels: ScanLabels
  ) {
    self.name = name
    self.port = port
    self.baud = baud
    self.format = format
    self.labels = labels
  }
}
