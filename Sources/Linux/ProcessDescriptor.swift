import Glibc

/// An open descriptor of a process, as /proc shows it.
package struct ProcessDescriptor: Hashable, Sendable {
  package let process: Int32
  package let number: Int32

  package init(process: Int32, number: Int32) {
    self.process = process
    self.number = number
  }

  /// Leads to the file that is open, by whatever name it was opened.
  package var path: String { "/proc/\(process)/fd/\(number)" }

  /// What it leads to: a path, or a kind such as `anon_inode:[eventfd]`; empty when this user may not know.
  package var target: String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// What the kernel tells about it besides (proc_pid_fdinfo(5)); empty when this user may not know.
  package var info: String { (try? TextFile.text(of: "/proc/\(process)/fdinfo/\(number)")) ?? "" }
}
