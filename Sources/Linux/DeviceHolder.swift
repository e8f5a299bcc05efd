/// A process that has a device.
package struct DeviceHolder: Hashable, Sendable, CustomStringConvertible {
  package let process: Int32
  /// Its short name, as in `ps`; `?` when it has ended meanwhile.
  package let command: String

  package init(process: Int32, command: String) {
    self.process = process
    self.command = command
  }

  package init(process: Int32) {
    let command = (try? TextFile.text(of: "/proc/\(process)/comm")) ?? ""
    self.init(process: process, command: command.split(separator: "\n").first.map(String.init) ?? "?")
  }

  package var description: String { "\(command) (process \(process))" }
}
