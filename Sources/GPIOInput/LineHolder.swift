import Glibc
import Linux

/// Who has a line, as far as it can be found out.
struct LineHolder: Hashable, CustomStringConvertible {
  /// What it called itself when it took the line.
  var consumer: String?
  /// Those that may be it: one, if the kernel tells which process has which line.
  var processes: [DeviceHolder]

  init(consumer: String?, processes: [DeviceHolder]) {
    self.consumer = consumer
    self.processes = processes
  }

  init(of line: LineFacts, chip: String) {
    consumer = line.consumer
    processes = Self.processes(chip: chip, offset: line.offset)
  }

  var description: String {
    let name = consumer ?? "somebody who gave no name"
    return switch processes.count {
    case 0: name
    case 1: processes[0].command == consumer ? "\(processes[0])" : "\(name): \(processes[0])"
    default: "\(name), one of \(processes.map(\.description).joined(separator: ", "))"
    }
  }

  var advice: String {
    if consumer == "sysfs" { return "Take it back with `echo NUMBER > /sys/class/gpio/unexport`." }
    return processes.isEmpty
      ? "Find the program as root with `fuser -v /dev/gpiochip*`, or see which kernel driver uses the line."
      : "End that program."
  }

  /// The other processes with a descriptor for that line; where the kernel doesn't say for which line a descriptor is
  /// (older ones, and always for the v1 interface), all that hold any.
  private static func processes(chip: String, offset: Int) -> [DeviceHolder] {
    let me = getpid()
    // So named in lineevent_create, linehandle_create and linereq_create (drivers/gpio/gpiolib-cdev.c).
    let kinds: Set = ["anon_inode:gpio-event", "anon_inode:gpio-linehandle", "anon_inode:gpio-line"]
    let notes = ProcessTable.descriptors { $0.process != me && kinds.contains($0.target) }
      .map { (process: $0.process, note: DescriptorNote(text: $0.info)) }
    let exact = notes.filter { $0.note.chip == chip && $0.note.lines.contains(offset) }
    let possible = notes.filter { $0.note.chip == nil }
    return Set((exact.isEmpty ? possible : exact).map(\.process)).sorted().map { DeviceHolder(process: $0) }
  }
}
