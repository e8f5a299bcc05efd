import Linux
import LockerDomain
import Simulation
import Synchronization
import Testing

@testable import Prokeep

/// The sender with a real client against the stand-in; the outbox is in memory.
@Suite(.timeLimit(.minutes(1))) struct SenderTests {
  @Test func sendsInOrderAndSleeps() async throws {
    try await running { bench in
      bench.outbox.add(Sample.notice(1, text: "one"), Sample.notice(2, text: "two"))
      bench.sender.wake()
      try await bench.outbox.settled(2)
      #expect(
        bench.outbox.ends == [
          End(1, .accepted(requestID: "stand-in-1", messageID: nil)),
          End(2, .accepted(requestID: "stand-in-2", messageID: nil)),
        ])
      #expect(bench.standIn.requests.map(\.message?.text) == ["one", "two"])
      #expect(bench.standIn.connectionCount == 1)
      try await bench.outbox.asked(after: 2)
      bench.outbox.add(Sample.notice(3, text: "three"))
      bench.sender.wake()
      try await bench.outbox.settled(3)
      #expect(bench.outbox.marks == [1, 2, 3].map { NoticeID($0) })
    }
  }

  @Test func triesAgainWhenTheUplinkIsBack() async throws {
    try await running { bench in
      await bench.standIn.cutUplink()
      bench.outbox.add(Sample.notice(1))
      bench.sender.wake()
      try await bench.outbox.settled(1)
      guard case .neverLeft = bench.outbox.ends.first?.outcome else {
        Issue.record("\(bench.outbox.ends)")
        return
      }
      #expect(bench.outbox.marks.isEmpty)
      try await bench.standIn.start()
      bench.sender.retryNow()
      try await bench.outbox.until { $0.ends.last?.outcome == .accepted(requestID: "stand-in-1", messageID: nil) }
      #expect(bench.standIn.requests.count == 1)
      try await bench.outbox.until { $0.health == [.failing, .working] }
    }
  }

  @Test func unansweredNoticeIsOfferedAgain() async throws {
    try await running { bench in
      bench.standIn.behave(.reset)
      bench.outbox.add(Sample.notice(1))
      bench.sender.wake()
      try await bench.outbox.settled(2)
      guard case .unanswered = bench.outbox.ends.first?.outcome else {
        Issue.record("\(bench.outbox.ends)")
        return
      }
      #expect(bench.outbox.ends.last == End(1, .accepted(requestID: "stand-in-2", messageID: nil)))
      #expect(bench.outbox.marks == [NoticeID(1), NoticeID(1)])
    }
  }

  @Test func poisonNoticeLetsTheOthersPass() async throws {
    try await running(base: .milliseconds(1)) { bench in
      bench.standIn.behave(.answer(status: 500, body: "no"), times: 1)
      bench.outbox.add(Sample.notice(1, text: "poison"), Sample.notice(2, text: "good"))
      bench.sender.wake()
      try await bench.outbox.until { outbox in outbox.ends.contains { $0.id == NoticeID(2) } }
    }
  }

  @Test func refusedForGood() async throws {
    try await running { bench in
      bench.standIn.behave(.answer(status: 422, body: #"{"error":"+12015550199 opted out of 0042"}"#))
      bench.outbox.add(Sample.notice(1), Sample.notice(2))
      bench.sender.wake()
      try await bench.outbox.settled(2)
      #expect(
        bench.outbox.ends.first
          == End(
            1,
            .refused(
              reason: "Prokeep answered 422: it refuses this message (x-request-id stand-in-1)",
              body: #"{"error":"*** opted out of ***"}"#)))
      #expect(bench.outbox.ends.last?.outcome == .accepted(requestID: "stand-in-2", messageID: nil))
    }
  }

  @Test func refusedPairStopsUntilItIsChanged() async throws {
    try await running(pair: "agent:old\n") { bench in
      bench.outbox.add(Sample.notice(1))
      bench.sender.wake()
      try await bench.outbox.until { $0.health == [.stopped] }
      #expect(bench.standIn.requests.map(\.status) == [401])
      #expect(bench.sender.state.lastError?.contains("credentials") == true)
      try bench.folder.write("agent:secret\n", to: "prokeep")
      bench.sender.retryNow()
      try await bench.outbox.until { $0.health == [.stopped, .working] }
      #expect(bench.standIn.requests.map(\.status) == [401, 202])
      #expect(bench.sender.state.lastError == nil)
    }
  }

  @Test func pairRotatedInTheFileIsFoundAtTheFirstRefusal() async throws {
    try await running { bench in
      bench.outbox.add(Sample.notice(1))
      bench.sender.wake()
      try await bench.outbox.settled(1)
      // Prokeep takes the new pair only from now on; the sender still holds the old one.
      try bench.folder.write("agent:new\n", to: "prokeep")
      bench.standIn.behave(.answer(status: 401))
      bench.outbox.add(Sample.notice(2))
      bench.sender.wake()
      let request = try await bench.standIn.request(3)
      #expect(request.headers["authorization"] == "Basic YWdlbnQ6bmV3")
    }
  }

  @Test func missingPairIsAnAlarmFromTheStart() async throws {
    try await running(pair: "") { bench in
      try await bench.outbox.until { $0.health == [.stopped] }
      #expect(bench.sender.state.lastError?.contains("is empty") == true)
      try bench.folder.write("agent:secret\n", to: "prokeep")
      bench.sender.retryNow()
      try await bench.outbox.until { $0.health == [.stopped, .working] }
      #expect(bench.sender.state.lastError == nil)
    }
  }

  @Test func withheldNoticeLeavesNothing() async throws {
    try await running { bench in
      bench.outbox.refuse(NoticeID(1))
      bench.outbox.add(Sample.notice(1, text: "withdrawn"), Sample.notice(2, text: "sent"))
      bench.sender.wake()
      try await bench.outbox.settled(2)
      #expect(
        bench.outbox.ends == [
          End(1, .withheld), End(2, .accepted(requestID: "stand-in-1", messageID: nil)),
        ])
      #expect(bench.standIn.requests.map(\.message?.text) == ["sent"])
    }
  }

  @Test func stopDuringAnAttemptTellsItsEnd() async throws {
    try await running(stopGrace: .milliseconds(50)) { bench in
      bench.standIn.behave(.stall)
      bench.outbox.add(Sample.notice(1))
      bench.sender.wake()
      _ = try await bench.standIn.request(1)
      bench.sender.stop()
      try await bench.outbox.settled(1)
      #expect(bench.outbox.ends == [End(1, .unanswered(reason: "The agent was stopped during the attempt"))])
      #expect(bench.outbox.health.isEmpty)
    }
  }

  @Test func attemptMayEndWithinTheGrace() async throws {
    try await running(stopGrace: .seconds(30)) { bench in
      bench.standIn.behave(.slow(.seconds(8)))
      bench.outbox.add(Sample.notice(1), Sample.notice(2))
      bench.sender.wake()
      _ = try await bench.standIn.request(1)
      bench.sender.stop()
      try await bench.outbox.settled(1)
      #expect(bench.outbox.ends == [End(1, .accepted(requestID: "stand-in-1", messageID: nil))])
    }
    // The second one stays where it is.
  }

  @Test func paceHoldsTheSecondBack() async throws {
    try await running(pace: Pace(perSecond: 0.01, burst: 1)) { bench in
      bench.outbox.add(Sample.notice(1), Sample.notice(2))
      bench.sender.wake()
      try await bench.outbox.settled(1)
      #expect(bench.standIn.requests.count == 1)
    }
  }

  // MARK: Several at once

  private static func notices(_ ids: ClosedRange<Int64>) -> [OutgoingNotice] {
    ids.map { Sample.notice($0, text: "text \($0)") }
  }

  @Test func severalAtOnceWithOneCommitForTheirMarks() async throws {
    try await running { bench in
      bench.outbox.add(Self.notices(1...100))
      bench.sender.wake()
      try await bench.outbox.settled(100)
      let texts = bench.standIn.requests.compactMap(\.message?.text)
      #expect(Set(texts).count == 100)
      #expect(texts.count == 100)
      #expect(texts.first == "text 1")
      #expect(bench.outbox.mostUnderWay == 16)
      #expect(bench.standIn.connectionCount <= 16)
      // The first one alone shows that the line works, then sixteen leave with one commit.
      #expect(Array(bench.outbox.commits.prefix(3)) == [[1], [1], (2...17).map { $0 }].map { $0.map { NoticeID($0) } })
      #expect(bench.outbox.marks.count == 100)
    }
  }

  @Test func refusedPairInTheMiddleOfABatchLosesNothing() async throws {
    try await running { bench in
      bench.outbox.add(Self.notices(1...1))
      bench.sender.wake()
      try await bench.outbox.settled(1)
      // Sixteen leave, half of them are refused; then the pair works again.
      bench.standIn.behave(.answer(status: 401), times: 8)
      bench.outbox.add(Self.notices(2...30))
      bench.sender.wake()
      // All eight have been refused.
      _ = try await bench.standIn.request(9)
      try await bench.outbox.until { $0.health == [.stopped] }
      bench.sender.retryNow()
      try await bench.outbox.until { $0.notices.isEmpty && $0.health == [.stopped, .working] }
      let accepted = bench.standIn.requests.filter { $0.status == 202 }.compactMap(\.message?.text)
      #expect(Set(accepted).count == 30)
      #expect(accepted.count == 30)
    }
  }

  @Test func doorThatOpensWhileAConnectionIsMadeHoldsItsTextBack() async throws {
    try await running { bench in
      bench.outbox.add(Self.notices(1...1))
      bench.sender.wake()
      try await bench.outbox.settled(1)
      bench.outbox.interrupt(NoticeID(4))
      bench.outbox.add(Self.notices(2...5))
      bench.sender.wake()
      try await bench.outbox.settled(5)
      #expect(bench.outbox.ends.contains(End(4, .withheld)))
      #expect(Set(bench.standIn.requests.compactMap(\.message?.text)) == ["text 1", "text 2", "text 3", "text 5"])
    }
  }

  @Test func connectionsThatDieAnswerlessAreUnansweredEachAndNotRepeatedByLibcurl() async throws {
    try await running { bench in
      bench.outbox.add(Self.notices(1...40))
      bench.sender.wake()
      try await bench.outbox.settled(40)
      bench.standIn.behave(.reset, times: 3)
      bench.outbox.add(Self.notices(41...48))
      bench.sender.wake()
      try await bench.outbox.until { $0.notices.isEmpty }
      let unanswered = bench.outbox.ends.filter { if case .unanswered = $0.outcome { true } else { false } }
      #expect(unanswered.count == 3)
      // Each request that came was marked, and each mark was one request.
      #expect(bench.standIn.requests.count == bench.outbox.marks.count)
      #expect(bench.standIn.requests.count == 51)
    }
  }

  @Test func stopDuringABatchTellsEveryEnd() async throws {
    try await running(stopGrace: .milliseconds(50)) { bench in
      bench.outbox.add(Self.notices(1...1))
      bench.sender.wake()
      try await bench.outbox.settled(1)
      bench.standIn.behave(.stall, times: nil)
      bench.outbox.add(Self.notices(2...9))
      bench.sender.wake()
      _ = try await bench.standIn.request(9)
      bench.sender.stop()
      try await bench.outbox.settled(9)
      #expect(
        Set(bench.outbox.ends.dropFirst().map(\.outcome))
          == [.unanswered(reason: "The agent was stopped during the attempt")])
    }
  }

  // MARK: -

  private struct Bench: Sendable {
    let standIn: ProkeepStandIn
    let outbox: MemoryOutbox
    let sender: Sender
    let folder: TemporaryFolder
  }

  /// Runs a sender during the body, and sees it end after it.
  private func running(
    pair: String = "agent:secret\n", base: Duration = .milliseconds(10), pace: Pace? = nil,
    stopGrace: Duration = .seconds(2), _ body: (Bench) async throws -> Void
  ) async throws {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    let folder = try TemporaryFolder(prefix: "prokeep-test")
    let credentials = CredentialsFile(path: try folder.write(pair, to: "prokeep"))
    var policy = DeliveryPolicy.Settings()
    policy.pace = pace
    policy.retryBase = base
    var settings = SenderSettings(
      client: try Sample.settings(standIn.url), credentials: credentials, policy: policy)
    settings.stopGrace = stopGrace
    let outbox = MemoryOutbox()
    let sender = try Sender(settings, outbox: outbox.closures)
    async let run: Void = sender.run()
    try await body(Bench(standIn: standIn, outbox: outbox, sender: sender, folder: folder))
    sender.stop()
    try await run
    #expect(sender.state.activity == .off)
    await standIn.cutUplink()
  }
}
