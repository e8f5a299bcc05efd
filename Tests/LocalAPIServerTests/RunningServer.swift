import Linux
import LocalAPI
import Logging
import ServiceLifecycle

@testable import LocalAPIServer

/// Runs a server on a socket of its own while `body` runs, then stops it gracefully.
///
/// Peers are trusted by nobody but the given rules: the tests may run as root.
func withServer<Result: Sendable>(
  _ backend: Backend, access: AccessRules = .allowing(AccessRules.administratorGroup),
  _ body: (RunningServer) async throws -> Result
) async throws -> Result {
  let folder = try TemporaryFolder(prefix: "locker-api")
  let socket = try ListeningSocket(path: folder.file("api.sock"))
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let group = ServiceGroup(
    services: [LocalAPIServer(socket: socket, backend: backend, access: access, logger: logger)], logger: logger)
  return try await withThrowingTaskGroup { tasks in
    tasks.addTask { try await group.run() }
    let result = try await body(RunningServer(path: socket.path, stop: { await group.triggerGracefulShutdown() }))
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
    return result
  }
}

struct RunningServer: Sendable {
  let path: String
  let stop: @Sendable () async -> Void

  var client: LocalAPIClient { LocalAPIClient(socket: path) }
}

extension AccessRules {
  /// Every peer belongs to these groups; nobody is trusted by uid.
  static func allowing(_ groups: String...) -> AccessRules {
    AccessRules(trusted: []) { _, names in names.intersection(groups) }
  }
}
