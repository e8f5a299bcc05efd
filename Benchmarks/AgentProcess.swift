import Linux
import Glibc
import LocalAPI

/// The program with a configuration of its own, running in a folder of its own.
struct AgentProcess {
  let id: pid_t
  let client: LocalAPIClient
  private let folder: TemporaryFolder

  /// Starts it, waits until its local API answers, and ends it when `body` has returned.
  ///
  /// - Parameters:
  ///   - url: where the texts go.
  ///   - inputs: the configuration's `gpio` or `serial`, and `compartments`.
  static func run<Result>(
    _ program: String, in folder: TemporaryFolder, url: String, inputs: String,
    body: (AgentProcess) async throws -> Result
  ) async throws -> Result {
    let agent = try start(program, in: folder, url: url, inputs: inputs)
    let result: Result
    do {
      try await agent.answers()
      result = try await body(agent)
    } catch {
      kill(agent.id, SIGKILL)
      _ = agent.wait()
      throw error
    }
    kill(agent.id, SIGTERM)
    guard agent.wait() == 0 else { throw BenchmarkFailure("the agent ended badly: \(try agent.said())") }
    return result
  }

  private static func start(
    _ program: String, in folder: TemporaryFolder, url: String, inputs: String
  ) throws -> AgentProcess {
    let configuration = try configure(in: folder, url: url, inputs: inputs)
    let log = try folder.write("", to: "log")
    return AgentProcess(
      id: try spawn([program, "run", "--config", configuration], log: log),
      client: LocalAPIClient(socket: folder.file("api.sock")), folder: folder)
  }

  /// Writes configuration and credentials, and says where the configuration is. Parameters as for `run`.
  static func configure(in folder: TemporaryFolder, url: String, inputs: String) throws -> String {
    let credentials = try folder.write("agent:secret\n", to: "prokeep")
    return try folder.write(
      """
      bank:
        id: bench
        distributor: Gotham Electrical
        location: 1515 Wayne Ave, Gotham, NJ 973
      prokeep:
        url: \(url)
        from: "+12015550123"
        credentials_file: \(credentials)
        pace: {per_second: 10000, burst: 1000}
      timing: {hold_s: 0}
      clock: trusted
      store: \(folder.path)/agent.sqlite
      api: {socket: \(folder.path)/api.sock}
      \(inputs)
      """, to: "config.yaml")
  }

  /// Waits until every door has been read.
  func allDoorsKnown() async throws {
    while try await client.doors().doors.contains(where: { $0.state == "unknown" }) {
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func answers() async throws {
    while (try? await client.health()) == nil {
      guard try TextFile.value(of: "State", in: TextFile.text(of: "/proc/\(id)/status")) != "Z" else {
        throw BenchmarkFailure("the agent ended: \(try said())")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Waits for its end: the status that waitpid(2) gives.
  private func wait() -> Int32 {
    var status: Int32 = 0
    waitpid(id, &status, 0)
    return status
  }

  private func said() throws -> String { try TextFile.text(of: folder.file("log")) }

  private static func spawn(_ arguments: [String], log: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_APPEND, 0)
    // The unit's watchdog makes it stir now and then.
    let variables = ["PATH=/usr/bin:/bin", "WATCHDOG_USEC=60000000"]
    var environment = variables.map { strdup($0) } + [nil]
    var words = arguments.map { strdup($0) } + [nil]
    defer { for text in words + environment { free(text) } }
    var id = pid_t()
    let error = posix_spawn(&id, arguments[0], &actions, nil, &words, &environment)
    guard error == 0 else { throw BenchmarkFailure(arguments[0], errno: error) }
    return id
  }
}
