import Configuration
package import LocalAPI
import LockerDomain
import Logging
import Store

// Orders and notices, as callers of the local API ask for them. What is returned is durable.
extension Keeper {
  private static let longestList = 1000

  /// The latest placed first.
  package func orders() throws(LocalAPI.Problem) -> OrderList {
    try answering {
      OrderList(
        orders: try store.reader.orders(includingEnded: true, limit: Self.longestList).map { view(current($0)) })
    }
  }

  package func order(_ text: String) throws(LocalAPI.Problem) -> OrderView {
    try answering { view(try known(try OrderNumber(text))) }
  }

  package func place(_ text: String, _ put: PutOrder, by uid: UInt32) throws(LocalAPI.Problem) -> (
    OrderView, isNew: Bool
  ) {
    try answering {
      let request = try OrderRequest(number: text, put)
      try catchUp()
      let digest = try store.digest(of: request)
      let previous = bank.orders[request.number] == nil ? try store.reader.order(request.number) : nil
      let (placement, step) = try bank.place(request, digest: digest, previous: previous, at: now, by: .user(uid: uid))
      try commit(step, mayUseReserve: placement != .created)
      return (view(try known(request.number)), placement == .created)
    }
  }

  package func perform(
    _ command: OrderCommand, on text: String, by uid: UInt32
  ) throws(LocalAPI.Problem) -> OrderView {
    try answering {
      let number = try OrderNumber(text)
      try catchUp()
      let order = try known(number)
      guard !order.state.isEnd else {
        throw LocalAPI.Problem(
          .conflict, "order \(number) has ended (\(order.state.rawValue)): place it anew", order: number.text)
      }
      let source = Source.user(uid: uid)
      var toClear: Bool?
      let step: Step
      switch command {
      case .cancel: (toClear, step) = try bank.cancel(number, at: now, by: source)
      case .ready: step = try bank.declareReady(number, at: now, by: source)
      case .unload: step = try bank.unload(number, at: now, by: source)
      case .collect: step = try bank.collect(number, at: now, by: source)
      case .remove: step = try bank.remove(number, at: now, by: source)
      case .resend: step = try bank.resend(number, at: now, by: source)
      }
      try commit(step)
      return view(try known(number), toClear: toClear)
    }
  }

  /// Takes new settings, in one transaction with all that follows from them.
  func adopt(_ configuration: Configuration, by source: Source) throws(LocalAPI.Problem) {
    try answering {
      try catchUp()
      try commit(bank.adopt(configuration.rules(storeID: store.id), by: source))
    }
  }

  private func known(_ number: OrderNumber) throws -> Order {
    if let order = bank.orders[number] { return order }
    if let order = try store.reader.order(number) { return order }
    throw LocalAPI.Problem(.notFound, "there is no order \(number)", order: number.text)
  }

  /// The bank knows more of an open order than its row does.
  private func current(_ order: Order) -> Order { bank.orders[order.number] ?? order }

  /// Says every way in which a call can fail in the words of the local API.
  func answering<Value>(_ body: () throws -> Value) throws(LocalAPI.Problem) -> Value {
    do {
      return try body()
    } catch let problem as LocalAPI.Problem {
      throw problem
    } catch let refusal as Refusal {
      throw LocalAPI.Problem(refusal)
    } catch let invalid as InvalidValue {
      throw LocalAPI.Problem(.invalidValue, invalid.message, field: invalid.field)
    } catch let error as StoreError {
      logger.error("\(error.message)")
      throw LocalAPI.Problem(error.code == .full ? .storeFull : .notAvailable, error.message)
    } catch {
      throw LocalAPI.Problem(.internalError, "\(error)")
    }
  }
}

extension OrderRequest {
  fileprivate init(number: String, _ put: PutOrder) throws(InvalidValue) {
    if let name = put.customer.name { try TextRule.check(name, field: "customer.name") }
    var compartments: [CompartmentName] = []
    for name in put.compartments { compartments.append(try CompartmentName(name)) }
    self.init(
      number: try OrderNumber(number),
      body: Order.Body(
        name: put.customer.name, phone: try PhoneNumber(put.customer.phone), code: try PickupCode(put.code)),
      compartments: compartments, loaded: put.loaded, again: put.again)
  }
}

extension LocalAPI.Problem {
  fileprivate init(_ refusal: Refusal) {
    let (kind, field): (Kind, String?) =
      switch refusal.code {
      case .notFound: (.notFound, nil)
      case .conflict: (.conflict, nil)
      case .tryAgain: (.tryAgain, nil)
      case .invalid(let field): (.invalidValue, field)
      }
    self.init(kind, refusal.message, field: field, order: refusal.order?.text)
  }
}
