import Glibc
import Linux

extension GPIOError {
  /// `present` are the chips that could be looked at.
  static func noChip(_ wanted: String, present: [ChipIdentity]) -> GPIOError {
    let advice =
      present.isEmpty
      ? "This board shows no GPIO chip at all: plug it in, or load its driver (ls /dev/gpiochip*)."
      : "There is \(list(present.map { "\($0.label) (\($0.path))" })): write one of these labels, or plug the missing chip in."
    return GPIOError(.noChip, chip: wanted, "No GPIO chip is called \(wanted). \(advice)")
  }

  static func ambiguousChip(_ wanted: String, paths: [String]) -> GPIOError {
    GPIOError(
      .ambiguousChip, chip: wanted,
      "\(paths.count) GPIO chips are called \(wanted): \(list(paths)). Give them stable links by a udev rule and write the path."
    )
  }

  /// Another chip has the number that the configured one had.
  static func chipReplaced(_ wanted: String, was: String, is now: String) -> GPIOError {
    GPIOError(
      .noChip, chip: wanted,
      "\(wanted) was the chip \(was) and now is \(now). Plug \(was) in again, or restart locker-agent if the change is meant."
    )
  }

  static func cannotOpen(_ path: String, wanted: String, errno number: Int32) -> GPIOError {
    switch number {
    case EACCES, EPERM:
      GPIOError(
        .notPermitted, chip: wanted, errno: number, "No permission to open \(path). \(permissionAdvice(for: path))")
    case ENOENT, ENODEV, ENXIO:
      GPIOError(
        .noChip, chip: wanted, errno: number,
        "\(path) isn't there. Plug the chip in, or see which chips there are with `locker-agent gpio`.")
    case ENOTTY, EINVAL:
      GPIOError(
        .noChip, chip: wanted, errno: number,
        "\(path) is no GPIO chip. See which chips there are with `locker-agent gpio`.")
    default:
      GPIOError(
        .system, chip: wanted, errno: number, "\(path) can't be opened: \(Errno(number)). It is tried again.")
    }
  }

  static func chipGone(_ wanted: String, errno number: Int32) -> GPIOError {
    GPIOError(
      .chipGone, chip: wanted, errno: number,
      "The GPIO chip \(wanted) went away. It is looked for again by itself: plug it in, or load its driver.")
  }

  static func noLine(_ line: GPIOLineSelector, chip: String, lineCount: Int, names: [String]) -> GPIOError {
    let advice =
      switch line {
      case .offset: "Its lines are 0 to \(lineCount - 1)."
      case .name where names.isEmpty: "None of its \(lineCount) lines has a name: write the line's number."
      case .name: "Its named lines are \(list(names))."
      }
    return GPIOError(.noLine, chip: chip, line: "\(line)", "The GPIO chip \(chip) has no line \(line). \(advice)")
  }

  static func ambiguousLine(_ line: GPIOLineSelector, chip: String, offsets: [Int]) -> GPIOError {
    GPIOError(
      .ambiguousLine, chip: chip, line: "\(line)",
      "\(offsets.count) lines of the GPIO chip \(chip) are called \(line): \(list(offsets.map(String.init))). Write the line's number."
    )
  }

  static func lineHeld(_ line: GPIOLineSelector, chip: String, holder: LineHolder) -> GPIOError {
    GPIOError(
      .lineHeld, chip: chip, line: "\(line)", errno: EBUSY,
      "Line \(line) of \(chip) is held by \(holder). \(holder.advice) The line is taken as soon as it is free.")
  }

  static func noEdges(_ line: GPIOLineSelector, chip: String, errno number: Int32) -> GPIOError {
    GPIOError(
      .noEdges, chip: chip, line: "\(line)", errno: number,
      "Line \(line) of \(chip) can't report edges: its chip has no interrupt for it. Use another line, or connect the chip's interrupt pin."
    )
  }

  static func lineFailed(_ line: GPIOLineSelector, chip: String, errno number: Int32) -> GPIOError {
    GPIOError(
      .system, chip: chip, line: "\(line)", errno: number,
      "Line \(line) of \(chip) failed: \(Errno(number)). It is tried again; look at the kernel's log (dmesg) if it stays."
    )
  }

  static func noThread(_ error: Errno) -> GPIOError {
    GPIOError(
      .system, chip: "", errno: error.number,
      "The GPIO thread can't be started: \(error). Raise the limits of threads and open files (ulimit -a).")
  }

  private static func permissionAdvice(for path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0, status.st_gid != 0, let group = getgrgid(status.st_gid) else {
      return
        "Only root may: install locker-agent's udev rules (`make install`), then plug the chip in again or restart the board."
    }
    let name = String(cString: group.pointee.gr_name)
    return "It belongs to group \(name): add the user to it (`usermod -aG \(name) USER`), then start the program again."
  }

  private static func list(_ words: [String]) -> String {
    let shown = words.prefix(12).joined(separator: ", ")
    return words.count > 12 ? "\(shown) and \(words.count - 12) more" : shown
  }
}
