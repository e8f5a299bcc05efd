import LocalAPI
import LockerDomain

/// All that the metrics show, at one moment. Times and no ages: while nothing happens, the page stays the same.
struct Figures {
  /// What the keeper knows.
  struct Bank: Sendable {
    var tally: Tally
    /// The outbox by state; a state without a notice is not named.
    var notices: [String: Int]
    /// Orders that have not ended, by state.
    var orders: [Order.State: Int]
    var doors: [DoorState: Int]
    var oldestPendingAt: WallTime?
    var lastAcceptedAt: WallTime?
    /// When the agent started; nil until the clock is known.
    var startedAt: WallTime?
    /// No text leaves this agent: the store is of another machine, or its key is wrong.
    var mayNotSend: Bool
    var isStoreWritten: Bool
    var hasRoom: Bool
  }

  struct Input {
    var name: String
    var kind: String
    var isUp: Bool
  }

  var bank: Bank
  var inputs: [Input]
  var isSendingStopped: Bool
  var isSendingFailing: Bool
  var isClockSynchronised: Bool
  var version: String
  var bankID: String
  var mode: String

  /// The page, in Prometheus' text format. Names follow https://prometheus.io/docs/practices/naming/.
  var page: String {
    var page = Exposition()
    addNotices(to: &page)
    addSending(to: &page)
    addBank(to: &page)
    addAgent(to: &page)
    return page.text
  }

  private func addNotices(to page: inout Exposition) {
    let counters = bank.tally.notices
    page.add(
      "locker_agent_notices", .gauge, "Texts in the outbox by state, since the store was made.",
      Notice.State.names.map { Exposition.Sample(bank.notices[$0] ?? 0, ("state", $0)) })
    page.add(
      "locker_agent_notices_received_total", .counter,
      "Texts made since the start, and those that waited then: the sum of all settled ones and the pending ones.",
      Exposition.Sample(counters.received))
    page.add(
      "locker_agent_notices_settled_total", .counter, "Texts that came to an end since the start, by how.",
      NoticeCounters.End.allCases.map { Exposition.Sample(counters.settled[$0] ?? 0, ("end", $0.rawValue)) })
    page.add(
      "locker_agent_notices_pending", .gauge, "Texts that wait for their end: held, pending, being sent or unsure.",
      Exposition.Sample(counters.pending))
    page.add(
      "locker_agent_oldest_pending_timestamp_seconds", .gauge, "When the oldest text that waits was made.",
      bank.oldestPendingAt.map { [Exposition.Sample($0)] } ?? [])
    page.add(
      "locker_agent_last_accepted_timestamp_seconds", .gauge, "When Prokeep accepted a text last.",
      bank.lastAcceptedAt.map { [Exposition.Sample($0)] } ?? [])
  }

  private func addSending(to page: inout Exposition) {
    page.add(
      "locker_agent_attempts_total", .counter,
      "Attempts to send since the start, by their end; detail is the status class, or what was in the way.",
      bank.tally.attempts.counts.sorted { $0.key < $1.key }.map {
        Exposition.Sample($0.value, ("end", $0.key.end), ("detail", $0.key.detail))
      })
    page.add(
      "locker_agent_sending_stopped", .gauge, "1 while nothing is sent until a person has set it right.",
      Exposition.Sample(isSendingStopped))
    page.add(
      "locker_agent_sending_failing", .gauge, "1 while attempts fail and are repeated.",
      Exposition.Sample(isSendingFailing))
  }

  private func addBank(to page: inout Exposition) {
    page.add(
      "locker_agent_doors", .gauge, "Doors by state.",
      [DoorState.closed, .open, .unknown].map { Exposition.Sample(bank.doors[$0] ?? 0, ("state", $0.rawValue)) })
    page.add(
      "locker_agent_door_events_total", .counter, "Changes of doors since the start.",
      Tally.doorEvents.values.sorted().map { Exposition.Sample(bank.tally.doorEvents[$0] ?? 0, ("event", $0)) })
    page.add(
      "locker_agent_unlocks_total", .counter, "Unlocks since the start, by how they ended.",
      Tally.unlocks.values.sorted().map { Exposition.Sample(bank.tally.unlocks[$0] ?? 0, ("end", $0)) })
    page.add(
      "locker_agent_orders", .gauge, "Orders that have not ended, by state.",
      Order.State.allCases.filter { !$0.isEnd }.map {
        Exposition.Sample(bank.orders[$0] ?? 0, ("state", $0.rawValue))
      })
    page.add(
      "locker_agent_input_up", .gauge, "1 while the chip, board or scanner is there; what it says may be suspect.",
      inputs.map { Exposition.Sample($0.isUp, ("input", $0.name), ("kind", $0.kind)) })
  }

  private func addAgent(to page: inout Exposition) {
    page.add(
      "locker_agent_store_up", .gauge, "1 while the store can be written.", Exposition.Sample(bank.isStoreWritten))
    page.add(
      "locker_agent_store_has_room", .gauge, "0 while the disk is full and new orders are refused.",
      Exposition.Sample(bank.hasRoom))
    page.add(
      "locker_agent_clock_synchronised", .gauge, "1 while the wall clock is to be trusted.",
      Exposition.Sample(isClockSynchronised))
    page.add(
      "locker_agent_start_timestamp_seconds", .gauge, "When the agent started.",
      bank.startedAt.map { [Exposition.Sample($0)] } ?? [])
    page.add(
      "locker_agent_bank_info", .gauge, "The bank and who gets its texts.",
      Exposition.Sample(1, ("bank", bankID), ("mode", mode)))
    page.add("locker_agent_build_info", .gauge, "The program.", Exposition.Sample(1, ("version", version)))
  }
}
