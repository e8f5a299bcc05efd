import Glibc

/// The image of its memory that a program leaves when it crashes.
package enum CoreFile {
  /// None from here on, whoever started this program: codes and phone numbers would be in it.
  ///
  /// A limit of one byte is too little for a file, and the one at which the kernel does not even start the program that
  /// `kernel.core_pattern` may name; it would at 0 (Linux, fs/coredump.c).
  package static func forbid() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
    let least = min(1, limit.rlim_max)
    limit = rlimit(rlim_cur: least, rlim_max: least)
    // Lowering a limit of its own is allowed to every process.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
  }
}
