import LockerDomain
import Testing

/// Rule 12: what a person reads about an order.
@Suite struct LabelTests {
  private func order(
    _ state: Order.State, _ notice: Notice.State? = nil, marks: Order.Marks = [], readyAt: Int64? = 5
  ) -> Order {
    let now = Moment(milliseconds: 1)
    return Order(
      number: "X", body: nil, digest: BodyDigest(bytes: []), slots: [], state: state, marks: marks, cycle: 1,
      notice: notice.map {
        Order.NoticeStatus(
          id: NoticeID(1), cycle: 1, state: $0, wasUnanswered: false, createdAt: now,
          to: "+12015550199")
      },
      placedAt: now, readyAt: readyAt.map { Moment(milliseconds: $0) })
  }

  @Test(arguments: Order.State.allCases) func plain(state: Order.State) {
    #expect(order(state, readyAt: nil).label == state.rawValue)
    #expect(order(state, .accepted(requestID: nil)).label == state.rawValue)
  }

  @Test(arguments: [Order.State.ready, .partlyCollected, .pickupUnsure, .expired])
  func notTexted(state: Order.State) {
    #expect(
      order(state, .dead(reason: "no such number")).label == "\(state.rawValue), customer NOT texted: no such number")
    #expect(order(state, .expired).label.hasPrefix("\(state.rawValue), customer NOT texted: "))
  }

  @Test(arguments: [
    (Notice.State.unsure, "ready, unsure whether the customer was texted"),
    (.suppressed(mode: "pilot"), "ready, not texted: pilot"),
    (.held(until: Moment(milliseconds: 9)), "ready"), (.pending, "ready"), (.sending, "ready"),
    (.withdrawn(reason: "picked up"), "ready"),
  ])
  func otherNotices(notice: Notice.State, label: String) { #expect(order(.ready, notice).label == label) }

  @Test func endsSayNothingOfTheirText() {
    #expect(order(.collected, .dead(reason: "no such number")).label == "collected")
  }

  @Test("a load taken back takes its dead text along, in the label and in health")
  func takenBack() throws {
    #expect(order(.assigned, .dead(reason: "no such number"), readyAt: nil).label == "assigned")
    let scene = Scene(["A1"]) { $0.hold = .zero }
    try scene.place("X", in: "A1")
    scene.load("A1")
    scene.attempt(.refused(reason: "no such number"))
    #expect(scene.order("X")?.label == "ready, customer NOT texted: no such number")
    #expect(scene.problems == [.notTexted])
    try scene.unload("X")
    #expect(scene.order("X")?.label == "assigned")
    #expect(scene.problems.isEmpty)
  }

  @Test func marks() {
    #expect(order(.ready, .pending, marks: .unseen).label == "ready, unseen: confirm")
    #expect(
      order(.loading, marks: [.unseen, .loadIncomplete], readyAt: nil).label
        == "loading, unseen: confirm, load incomplete")
  }
}
