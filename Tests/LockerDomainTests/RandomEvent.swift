import LockerDomain
import TestSupport

/// One thing that can happen to a bank, drawn at random.
enum RandomEvent {
  case door(CompartmentName, DoorState)
  case goods(CompartmentName, Goods)
  case unlock(CompartmentName, Compartment.Unlock.Reason), unlockEnds(CompartmentName, Compartment.Unlock.End)
  case place(OrderRequest)
  case cancel(OrderNumber), ready(OrderNumber), unload(OrderNumber), collect(OrderNumber), remove(OrderNumber)
  case resend(OrderNumber)
  case retryText(OrderNumber), giveUpText(OrderNumber)
  case leaves, ends(NoticeID, Bank.AttemptEnd)
  case timers
  case scan(String)
  case adopt(BankRules.Mode, BankRules.PickupBeforeText, BankRules.OnAmbiguous)

  static let compartments: [CompartmentName] = ["A1", "A2", "A3", "A4"]
  /// One of them has a goods sensor, and the contact of another senses the latch.
  static let withSensor: CompartmentName = "A2"
  static let withLatch: CompartmentName = "A4"
  static let numbers: [OrderNumber] = ["X", "Y", "Z"]
  static let phones: [PhoneNumber] = ["+12015550001", "+12015550002"]
  static let labels = valid { () throws(LabelPattern.SyntaxError) in
    ScanLabels(
      compartment: try LabelPattern("{compartment}", for: .compartment),
      order: try LabelPattern("{order}", for: .order))
  }
  static let codes: [PickupCode] = ["c0de-1", "c0de-2"]

  /// What happens at a bank: mostly doors, and the sender does its work when there is some.
  static func draw(for bank: Bank, inFlight: Set<NoticeID>, using generator: inout SeededGenerator) -> RandomEvent {
    func one<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }
    if let id = inFlight.sorted().first, one([true, false, false]) {
      return .ends(
        id,
        one([
          .accepted(requestID: "r"), .accepted(requestID: nil), .deferred(reason: "503"), .unanswered(reason: "reset"),
          .refused(reason: "400"),
        ]))
    }
    if bank.nextToSend() != nil, one([true, false, false, false]) { return .leaves }
    let number = one(numbers)
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<55:
      let name = one(compartments)
      let next: DoorState = bank.compartments[name]?.door == .open ? .closed : .open
      return .door(name, one([next, next, next, next, next, next, .closed, .open, .unknown]))
    case 55, 56: return .unlock(one(compartments), one([.staff, .pickup, .service]))
    case 57, 58:
      let asked = compartments.first { bank.compartments[$0]?.unlockUnderWay != nil }
      return asked.map { .unlockEnds($0, one([.notSent, .refused, .accepted, .unknown])) } ?? .timers
    case 59..<63: return .goods(withSensor, one([.present, .absent, .absent, .present, .unknown]))
    case 63..<75:
      let names = Set(compartments.shuffled(using: &generator).prefix(one([0, 1, 1, 1, 2, 3]))).sorted()
      return .place(
        OrderRequest(
          number: number, body: Order.Body(name: "Ada", phone: one(phones), code: one(codes)), compartments: names,
          loaded: !names.isEmpty && one([true, false, false]), again: one([true, false])))
    case 75, 76: return .cancel(number)
    case 77..<80: return .ready(number)
    case 80, 81: return .unload(number)
    case 82, 83: return .collect(number)
    case 84: return .remove(number)
    case 85..<87: return .resend(number)
    case 87: return .retryText(number)
    case 88: return .giveUpText(number)
    case 89..<96: return .timers
    case 96, 97:
      return .scan(one([one(compartments).text, number.text, number.text, "N", "other label", "A9"]))
    default:
      return .adopt(
        one([.live, .live, .live, .live, .pilot(numbers: [phones[0]]), .dryRun]), one([.hold, .withdraw, .send]),
        one([.resend, .hold]))
    }
  }

  /// Lets it happen; nil when the bank refuses it or nothing may leave.
  func happen(to bank: inout Bank, with store: MemoryStore, at now: Moment) -> Step? {
    let staff = Source.user(uid: 1000)
    do throws(Refusal) {
      switch self {
      case .door(let name, let state):
        return bank.doorReported(
          DoorReport(
            compartment: name, state: state, input: "line", sensor: name == Self.withLatch ? .latch : .door,
            at: BootTime(nanoseconds: 0)), at: now)
      case .goods(let name, let goods):
        return bank.goodsReported(
          GoodsReport(compartment: name, goods: goods, input: "line", at: BootTime(nanoseconds: 0)), at: now)
      case .unlock(let name, let reason): return try bank.unlockAsked(name, reason, at: now, by: staff)
      case .unlockEnds(let name, let end): return bank.unlockEnded(name, end, "so", by: .input("line"))
      case .place(let request):
        return try bank.place(
          request, digest: Scene.digest(of: request), previous: store.ended(request.number), at: now, by: staff
        ).1
      case .cancel(let number): return try bank.cancel(number, at: now, by: staff).1
      case .ready(let number): return try bank.declareReady(number, at: now, by: staff)
      case .unload(let number): return try bank.unload(number, at: now, by: staff)
      case .collect(let number): return try bank.collect(number, at: now, by: staff)
      case .remove(let number): return try bank.remove(number, at: now, by: staff)
      case .resend(let number): return try bank.resend(number, at: now, by: staff)
      case .retryText(let number):
        guard let id = bank.orders[number]?.notice?.id else { return nil }
        return try bank.retryNotice(id, of: number, at: now, by: staff)
      case .giveUpText(let number):
        guard let id = bank.orders[number]?.notice?.id else { return nil }
        return try bank.expireNotice(id, of: number, by: staff)
      case .leaves: return bank.nextToSend().flatMap { bank.noticeLeaves($0, at: now) }
      case .ends(let id, let end): return bank.attemptEnded(id, end, at: now)
      case .timers: return bank.timePassed(at: now)
      case .scan(let label):
        let scan = Scan(scanner: "scanner", label: Self.labels.read(label), at: BootTime(nanoseconds: 0))
        return bank.scanned(scan, at: now)
      case .adopt(let mode, let pickupBeforeText, let onAmbiguous):
        var rules = bank.rules
        rules.mode = mode
        rules.pickupBeforeText = pickupBeforeText
        rules.onAmbiguous = onAmbiguous
        return bank.adopt(rules, by: .agent)
      }
    } catch {
      return nil
    }
  }
}
