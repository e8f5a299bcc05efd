package import LocalAPI
import LockerDomain
import Store

// What the local API shows. Nothing is masked here: the server does that, by the caller's rights.
extension Keeper {
  func wallTime(_ moment: Moment?) -> WallTime? {
    guard let moment else { return nil }
    // What happened since the agent started is found by the clocks; the ledger is searched for what is older, and while
    // the clock is not to be trusted any more.
    if moment >= startedAt, let wall = board.wall() {
      return WallTime(unixMilliseconds: wall - (now - moment).inMilliseconds)
    }
    return (try? store.reader.wallTime(of: moment)).flatMap { $0 }.map { WallTime(unixMilliseconds: $0) }
  }

  func view(_ order: Order, toClear: Bool? = nil) -> OrderView {
    OrderView(
      number: order.number.text, state: order.state.rawValue, label: order.label, marks: order.marks.names,
      compartments: order.slots.map { slot in
        OrderView.Slot(
          name: slot.compartment.text, progress: slot.progress.rawValue,
          door: (bank.compartments[slot.compartment]?.door ?? .unknown).rawValue)
      },
      customer: order.body.map { OrderView.Customer(name: $0.name, phone: $0.phone.text) },
      code: order.body?.code.text, cycle: order.cycle, toClear: toClear,
      notice: order.notice.map { notice in
        OrderView.Notice(
          id: notice.id.value, state: notice.state.name, reason: reason(notice.id, notice.state),
          requestID: notice.state.requestID, cycle: notice.cycle)
      },
      placedAt: wallTime(order.placedAt), readyAt: wallTime(order.readyAt), endedAt: wallTime(order.endedAt))
  }

  func view(_ notice: StoredNotice) -> NoticeView {
    NoticeView(notice, reason: reason(notice.id, notice.state), createdAt: wallTime(notice.createdAt))
  }

  func view(_ event: StoredEntry) -> EventView {
    EventView(
      id: event.id, at: event.mark.wall.map { WallTime(unixMilliseconds: $0) }, bootID: event.mark.bootID,
      bootMilliseconds: event.mark.boot.milliseconds, kind: event.entry.kind.rawValue, order: event.entry.order?.text,
      compartment: event.entry.compartment?.text,
      notice: event.entry.notice?.value, why: event.entry.why, source: event.entry.source.label)
  }

  package func doors() -> DoorList {
    DoorList(
      doors: bank.configured.sorted().map { name in
        let door = bank.compartments[name]
        let report = reports[name]
        return DoorList.Door(
          compartment: name.text, state: (door?.door ?? .unknown).rawValue, since: wallTime(door?.doorSince),
          raw: report?.raw, input: report?.input ?? "", reason: report?.reason, goods: goods(name))
      })
  }

  package func compartments() -> CompartmentList {
    CompartmentList(
      compartments: bank.compartments.values.sorted { $0.name < $1.name }.map { box in
        CompartmentList.Compartment(
          name: box.name.text, door: box.door.rawValue, doorSince: wallTime(box.doorSince),
          goods: goods(box.name), occupancy: box.occupancy.rawValue, service: box.service.name,
          serviceReason: box.service.reason,
          order: bank.holder(of: box.name)?.number.text)
      })
  }

  /// Nil without a sensor.
  private func goods(_ name: CompartmentName) -> String? {
    sensors.contains(name) ? bank.compartments[name]?.goods.rawValue : nil
  }

  /// More than the state says: why a waiting notice waits, or how a settled one came to its end.
  private func reason(_ id: NoticeID, _ state: Notice.State) -> String? {
    if state.isSettled { return state.endReason }
    if let obstacle = bank.obstacle(to: id) { return obstacle }
    if store.isFromAnotherMachine { return "the store was made on another machine: nothing is sent from here" }
    return store.keyTrouble.map { "nothing is sent: \($0)" } ?? sending().reason(at: now)
  }
}

extension Order.Marks {
  var names: [String] {
    let all: [(Order.Marks, String)] = [
      (.unseen, "unseen"), (.loadIncomplete, "load-incomplete"), (.reminded, "reminder-due"),
      (.empty, "order-empty"), (.leftInside, "goods-left"), (.unscanned, "never-scanned"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}

extension Compartment.Service {
  fileprivate var name: String {
    switch self {
    case .inService: "in-service"
    case .outOfService: "out-of-service"
    }
  }

  fileprivate var reason: String? {
    switch self {
    case .inService: nil
    case .outOfService(let reason): reason
    }
  }
}
