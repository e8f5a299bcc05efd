package import Glibc

/// What every program that a test starts must not inherit.
package enum SpawnActions {
  /// More than a test run has open: all tests at once come to two thousand.
  private static let descriptors: Int32 = 8192

  /// Closes all but the standard ones in the child: sockets of tests that run beside this one would stay open in it, and a
  /// cut uplink would still take connections. glibc passes over what isn't open.
  package static func closeInherited(_ actions: inout posix_spawn_file_actions_t) {
    for descriptor in 3..<descriptors { posix_spawn_file_actions_addclose(&actions, descriptor) }
  }
}
