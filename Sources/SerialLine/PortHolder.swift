import Glibc
import Linux

/// Finds out who has a serial port.
enum PortHolder {
  /// Looks through `/proc/*/fd`, as `fuser` does; other users' processes are seen by root alone. Of several, the one
  /// that has it locked.
  ///
  /// - Parameter own: a descriptor of this process that doesn't count.
  static func find(_ path: String, except own: Int32?) -> DeviceHolder? {
    var device = stat()
    guard stat(path, &device) == 0 else { return nil }
    let me = getpid()
    let holders = ProcessTable.descriptors { descriptor in
      var open = stat()
      guard !(descriptor.process == me && descriptor.number == own), stat(descriptor.path, &open) == 0 else {
        return false
      }
      // By device number: it may have been opened under another name.
      return open.st_rdev == device.st_rdev && open.st_mode & S_IFMT == S_IFCHR
    }.map(\.process)
    let lockers = lockOwners(inode: device.st_ino)
    return (holders.first(where: lockers.contains) ?? holders.first).map { DeviceHolder(process: $0) }
  }

  /// Who holds flock(2) locks on files of this number: `1: FLOCK  ADVISORY  WRITE 4711 00:06:1234 0 EOF`.
  private static func lockOwners(inode: ino_t) -> [Int32] {
    let locks = (try? TextFile.text(of: "/proc/locks")) ?? ""
    return locks.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 5, fields[1] == "FLOCK", fields[5].hasSuffix(":\(inode)") else { return nil }
      return Int32(fields[4])
    }
  }
}
