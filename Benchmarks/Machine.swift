import Linux
import Glibc

/// The machine that the figures are from.
enum Machine {
  static func describe(_ folder: TemporaryFolder) throws -> String {
    let processors = try TextFile.text(of: "/proc/cpuinfo")
    let model = processors.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } }
    let kernel = try TextFile.text(of: "/proc/sys/kernel/osrelease")
    let load = try TextFile.text(of: "/proc/loadavg").prefix { $0 != " " }
    return """
      \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores (\(model ?? "of an unknown kind")), Linux \(kernel), store on \
      \(try fileSystem(of: folder.path)); load \(load) at the start
      """
  }

  /// The type of the mount with the longest path above this one.
  private static func fileSystem(of path: String) throws -> String {
    let mounts = try TextFile.text(of: "/proc/self/mounts").split(separator: "\n").map { $0.split(separator: " ") }
    let above = mounts.filter { mount in
      mount.count > 2 && (mount[1] == "/" || path == mount[1] || path.hasPrefix(mount[1] + "/"))
    }
    guard let mount = above.max(by: { $0[1].count < $1[1].count }) else { return "an unknown file system" }
    return "\(mount[2]) on \(mount[0])"
  }
}
