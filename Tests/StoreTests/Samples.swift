import Linux
@testable import LockerDomain
import Store

/// Values for tests.
enum Samples {
  static let machineID = "0123456789abcdef0123456789abcdef"
  static let phone = "+12015550199"

  static let key = key(0x11)
  static let otherKey = key(0x22)

  private static func key(_ byte: UInt8) -> StoreKey {
    guard let key = StoreKey(hexadecimal: String(repeating: String(byte, radix: 16), count: 32)) else {
      fatalError("no key")
    }
    return key
  }

  static func store(
    _ folder: TemporaryFolder, key: KeyOffer = .none, reserveBytes: Int = 64 << 10
  ) throws -> Store {
    try Store(path: folder.store, machineID: machineID, key: key, reserveBytes: reserveBytes)
  }

  static func moment(_ seconds: Int64) -> Moment { Moment(milliseconds: seconds * 1000) }

  static func mark(_ seconds: Int64, boot: String = "boot-1", wall: Int64? = nil) -> AgentClock.Mark {
    AgentClock.Mark(
      moment: moment(seconds), bootID: boot, boot: BootTime(nanoseconds: seconds * 1_000_000_000), wall: wall)
  }

  static func body(_ phone: String = phone, code: String = "0042", name: String? = "Ada") throws -> Order.Body {
    Order.Body(name: name, phone: try PhoneNumber(phone), code: try PickupCode(code))
  }

  static func order(
    _ number: String, _ state: Order.State = .ready, phone: String = phone, code: String = "0042", cycle: Int = 0,
    compartments: [String] = ["A1"], notice: Order.NoticeStatus? = nil
  ) throws -> Order {
    Order(
      number: try OrderNumber(number), body: state.isEnd ? nil : try body(phone, code: code),
      digest: BodyDigest(bytes: Array(number.utf8)),
      slots: try compartments.map {
        Order.Slot(compartment: try CompartmentName($0), progress: .loaded, loadedAt: moment(7))
      },
      state: state, cycle: cycle, notice: notice, placedAt: moment(5), readyAt: moment(7),
      endedAt: state.isEnd ? moment(9) : nil)
  }

  static func notice(
    _ id: Int64, of order: String, cycle: Int = 1, _ state: Notice.State = .pending, phone: String = phone,
    text: String = "Your order is ready, code 0042"
  ) throws -> Notice {
    Notice(
      id: NoticeID(id), order: try OrderNumber(order), kind: .ready, cycle: cycle, key: "store-\(order)-ready-\(cycle)",
      to: try PhoneNumber(phone), text: text, state: state, createdAt: moment(8))
  }

  /// An order that is ready, with its notice.
  static func ready(
    _ number: String, notice id: Int64, _ state: Notice.State = .pending, phone: String = phone, code: String = "0042"
  ) throws -> Work {
    let notice = try notice(id, of: number, state, phone: phone, text: "Your order is ready, code \(code)")
    var work = Work()
    work.orders = [try order(number, phone: phone, code: code, cycle: 1, notice: status(of: notice))]
    work.notices = [.add(notice)]
    work.ledger = [
      LedgerEntry(.orderReady, order: notice.order, notice: notice.id, why: "all doors closed", source: .agent)
    ]
    return work
  }

  static func status(of notice: Notice, unanswered: Bool = false) -> Order.NoticeStatus {
    Order.NoticeStatus(
      id: notice.id, cycle: notice.cycle, state: notice.state, wasUnanswered: unanswered, createdAt: notice.createdAt,
      to: notice.to)
  }

  static func work(_ change: (inout Work) throws -> Void) rethrows -> Work {
    var work = Work()
    try change(&work)
    return work
  }

  static let noticeStates: [Notice.State] = [
    .held(until: moment(99)), .pending, .sending, .unsure, .accepted(requestID: "req-1"), .accepted(requestID: nil),
    .withdrawn(reason: "cancelled"), .expired, .dead(reason: "no such number"), .suppressed(mode: "dry-run"),
  ]
}
