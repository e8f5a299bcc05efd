/// /proc, for finding out who has a device. Without root only processes of the same user can be looked into.
package enum ProcessTable {
  /// The open descriptors that are meant, of all processes.
  package static func descriptors(where isMeant: (ProcessDescriptor) -> Bool) -> [ProcessDescriptor] {
    Directory.names(in: "/proc").compactMap { Int32($0) }.flatMap { process in
      Directory.names(in: "/proc/\(process)/fd").compactMap { Int32($0) }
        .map { ProcessDescriptor(process: process, number: $0) }.filter(isMeant)
    }
  }
}
