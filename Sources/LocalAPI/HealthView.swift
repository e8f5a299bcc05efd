/// `GET /v1/health`. Answered with 200 whenever the daemon serves; this tells the rest.
package struct HealthView: Codable, Hashable, Sendable {
  package enum Status: String, Codable, Sendable { case ok, degraded, failing }

  package struct Problem: Codable, Hashable, Sendable {
    /// For programs: `door-unknown`, `outbox-stopped`.
    package var code: String
    /// What it is about: a compartment, an order, a bus.
    package var subject: String
    /// A sentence for a person.
    package var message: String

    package init(code: String, subject: String, message: String) {
      self.code = code
      self.subject = subject
      self.message = message
    }
  }

  package struct Clock: Codable, Hashable, Sendable {
    /// `synchronised`, `unsynchronised` or `trusted`.
    package var state: String

    package init(state: String) { self.state = state }
  }

  package struct Outbox: Codable, Hashable, Sendable {
    /// `running` or `stopped`.
    package var state: String
    /// Notices by state.
    package var counts: [String: Int]
    @OrNull package var oldestPendingSeconds: Int?
    @OrNull package var nextAttemptSeconds: Int?
    @OrNull package var lastAcceptedAt: WallTime?
    @OrNull package var stoppedReason: String?

    private enum CodingKeys: String, CodingKey {
      case state, counts
      case oldestPendingSeconds = "oldest_pending_s"
      case nextAttemptSeconds = "next_attempt_s"
      case lastAcceptedAt = "last_accepted_at"
      case stoppedReason = "stopped_reason"
    }

    package init(
      state: String, counts: [String: Int], oldestPendingSeconds: Int?, nextAttemptSeconds: Int?,
      lastAcceptedAt: WallTime?, stoppedReason: String?
    ) {
      self.state = state
      self.counts = counts
      self.oldestPendingSeconds = oldestPendingSeconds
      self.nextAttemptSeconds = nextAttemptSeconds
      self.lastAcceptedAt = lastAcceptedAt
      self.stoppedReason = stoppedReason
    }
  }

  /// A chip or a board that doors hang on, or a scanner.
  package struct Input: Codable, Hashable, Sendable {
    /// `gpio-sim.0-node0`, `bus-a board 0`, `scanner-a`.
    package var name: String
    /// `gpio`, `serial` or `scanner`.
    package var kind: String
    /// `ok`, `away`, or `suspect`: it can be read, but something is wrong with it.
    package var state: String
    /// What is wrong with it and what to check, as a sentence for a technician; absent otherwise.
    package var reason: String?
    /// When the scanner last read a label; absent before, and for other inputs.
    package var lastScanAt: WallTime?

    private enum CodingKeys: String, CodingKey {
      case name, kind, state, reason
      case lastScanAt = "last_scan_at"
    }

    package init(name: String, kind: String, state: String, reason: String? = nil, lastScanAt: WallTime? = nil) {
      self.name = name
      self.kind = kind
      self.state = state
      self.reason = reason
      self.lastScanAt = lastScanAt
    }
  }

  package struct Agent: Codable, Hashable, Sendable {
    package var version: String
    package var uptimeSeconds: Int
    package var pid: Int32

    private enum CodingKeys: String, CodingKey {
      case version, pid
      case uptimeSeconds = "uptime_s"
    }

    package init(version: String, uptimeSeconds: Int, pid: Int32) {
      self.version = version
      self.uptimeSeconds = uptimeSeconds
      self.pid = pid
    }
  }

  package var status: Status
  package var problems: [Problem]
  /// The bank's id.
  package var bank: String
  /// `live`, `pilot` or `dry-run`.
  package var mode: String
  package var clock: Clock
  package var outbox: Outbox
  package var inputs: [Input]
  package var agent: Agent

  package init(
    status: Status, problems: [Problem], bank: String, mode: String, clock: Clock, outbox: Outbox, inputs: [Input],
    agent: Agent
  ) {
    self.status = status
    self.problems = problems
    self.bank = bank
    self.mode = mode
    self.clock = clock
    self.outbox = outbox
    self.inputs = inputs
    self.agent = agent
  }
}
