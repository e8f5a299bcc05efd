/// Something that a person should look at.
package struct Problem: Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    case doorUnknown = "door-unknown"
    case doorAjar = "door-ajar"
    case compartmentMissing = "compartment-missing"
    case loadIncomplete = "load-incomplete"
    case unseen = "order-unseen"
    case pickupUnsure = "pickup-unsure"
    case empty = "order-empty"
    case leftInside = "goods-left"
    case reminderDue = "reminder-due"
    case expired = "order-expired"
    case notTexted = "customer-not-texted"
    case textUnsure = "text-unsure"
    case scanRefused = "scan-refused"
  }

  package var code: Code
  /// The order, compartment or scanner it is about.
  package var subject: String
  /// What is the matter and what to do.
  package var message: String

  package init(_ code: Code, _ subject: String, _ message: String) {
    self.code = code
    self.subject = subject
    self.message = message
  }
}

extension Bank {
  /// All that the rules want a person to know, orders first.
  package var problems: [Problem] {
    // Few have any, and there may be thousands.
    orders.values.lazy.map { (number: $0.number, problems: problems(of: $0)) }.filter { !$0.problems.isEmpty }
      .sorted { $0.number < $1.number }.flatMap(\.problems)
      + compartments.values.sorted { $0.name < $1.name }.flatMap(problems(of:))
      + stations.sorted { $0.key < $1.key }.compactMap { scanner, station in
        station.trouble.map { Problem(.scanRefused, scanner, $0.message) }
      }
  }

  private func problems(of order: Order) -> [Problem] {
    guard !order.state.isEnd else { return [] }
    var problems: [Problem] = []
    func add(_ code: Problem.Code, _ message: String) { problems.append(Problem(code, order.number.text, message)) }
    for slot in order.slots where slot.progress != .collected && !configured.contains(slot.compartment) {
      add(.compartmentMissing, "order \(order.number) is in \(slot.compartment), which the configuration does not have")
    }
    if order.state == .pickupUnsure {
      add(
        .pickupUnsure, "order \(order.number) was opened before its text was accepted: say order collect or order ready"
      )
    }
    if order.marks.contains(.unseen) {
      add(
        .unseen, "nobody saw whether order \(order.number) is still inside: look, then say order ready or order collect"
      )
    }
    if order.marks.contains(.loadIncomplete) {
      add(.loadIncomplete, "order \(order.number) is not completely loaded: load the rest, or say order ready")
    }
    if order.marks.contains(.empty) {
      add(
        .empty,
        order.state == .loading
          ? """
          order \(order.number) is not ready: \(emptyNames(of: order)) closed but empty; put the goods in, or say order \
          ready when they are inside
          """
          : """
          order \(order.number): the sensor sees nothing inside any more; look, then say order ready when it is there, or \
          order unload, collect or remove
          """)
    }
    if order.marks.contains(.leftInside) {
      add(
        .leftInside,
        """
        order \(order.number) was opened for its pickup, and goods are still inside: look, then say order collect when \
        the customer has all of it, or order ready
        """)
    }
    if order.state == .expired {
      add(.expired, "order \(order.number) is still inside after its pickup window: take it out and say order remove")
    } else if order.marks.contains(.reminded) {
      add(.reminderDue, "order \(order.number) has not been picked up yet")
    }
    if order.isTextUnreadable {
      add(.notTexted, "order \(order.number): customer NOT texted: \(Order.unreadable)")
    }
    switch order.currentNotice?.state {
    case .expired where order.notice?.wasUnanswered == true:
      add(.textUnsure, "order \(order.number): nobody could see whether Prokeep took the text, and its time is over")
    case .dead(let reason): add(.notTexted, "order \(order.number): customer NOT texted: \(reason)")
    case .expired:
      add(.notTexted, "order \(order.number): customer NOT texted: the text was given up before Prokeep accepted it")
    case .unsure: add(.textUnsure, "order \(order.number): nobody could see whether Prokeep took the text")
    case nil where order.isTextLost:
      add(.textUnsure, "the text of order \(order.number) was lost with a damaged store: say order resend")
    case .held, .pending, .sending, .accepted, .withdrawn, .suppressed, nil: break
    }
    return problems
  }

  private func emptyNames(of order: Order) -> String {
    let names = order.slots.filter { $0.progress == .opened && compartments[$0.compartment]?.door == .closed }
    return names.map(\.compartment.text).joined(separator: ", ") + (names.count == 1 ? " is" : " are")
  }

  private func problems(of compartment: Compartment) -> [Problem] {
    guard configured.contains(compartment.name) else { return [] }
    switch compartment.door {
    case .unknown: return [Problem(.doorUnknown, compartment.name.text, "door \(compartment.name) can't be read")]
    case .open where compartment.isAjarReported:
      return [
        Problem(
          .doorAjar, compartment.name.text,
          "door \(compartment.name) has been open for more than \(rules.ajarAfter.components.seconds) s: close it")
      ]
    case .open, .closed: return []
    }
  }
}
