import LocalAPI

extension Backend {
  /// Prometheus' text format, of which this version is the one that everybody reads.
  private static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

  /// The local API: one line an endpoint.
  var routes: [Route] {
    [
      Route(.health) { _ in try .ok(await health()) },
      Route(.compartments) { _ in try .ok(await compartments()) },
      Route(.doors) { _ in try .ok(await doors()) },
      Route(.unlock, .administrator) { try .ok(await unlock($0.values[0], $0.decoded(UnlockRequest.self), $0.caller)) },
      Route(.orders) { try .ok(await list(for: $0)) },
      Route(.order) { try .ok(await show(for: $0)) },
      Route(.placeOrder) { try await place(for: $0) },
      Route(.outbox) { try .ok(await listOutbox(for: $0)) },
      Route(.notice) { try .ok(await showNotice(for: $0)) },
      Route(.retryAll, .administrator) { try .ok(await retryAll($0.caller)) },
      Route(.retry, .administrator) { try .ok(await perform(.retry, for: $0)) },
      Route(.expire, .administrator) { try .ok(await perform(.expire, for: $0)) },
      Route(.buses) { _ in try .ok(await buses()) },
      Route(.trace) { try .ok(await trace($0.values[0])) },
      Route(.events) { _ in .events(try await events()) },
      Route(.recording, .administrator) { .recording(try await recording($0.parameters["bus"], $0.caller)) },
      Route(.testMessage, .administrator) { try .ok(await testMessage($0.decoded(TestMessage.self), $0.caller)) },
      Route(.reload, .administrator) { try .ok(await reload($0.caller)) },
      Route(.metrics) { _ in .text(try await metrics(), type: Self.metricsType) },
    ]
      + OrderCommand.allCases.map { command in
        Route(.command(command), command == .resend ? .administrator : .member) {
          try .ok(Masking.masked(await self.command(command, $0.values[0], $0.caller)))
        }
      }
  }

  private func list(for request: APIRequest) async throws -> OrderList {
    let list = try await orders()
    guard request.reveal else { return OrderList(orders: list.orders.map(Masking.masked)) }
    try await revealed(.allOrders, request.caller)
    return list
  }

  private func show(for request: APIRequest) async throws -> OrderView {
    let number = request.values[0]
    let view = try await order(number)
    guard request.reveal else { return Masking.masked(view) }
    try await revealed(.order(number: number), request.caller)
    return view
  }

  private func place(for request: APIRequest) async throws -> Answer {
    let placed = try await placeOrder(request.values[0], request.decoded(PutOrder.self), request.caller)
    return try .ok(Masking.masked(placed.order), status: placed.isNew ? 201 : 200)
  }

  private func listOutbox(for request: APIRequest) async throws -> OutboxList {
    let page = try await outbox(try OutboxQuery(request.parameters))
    guard request.reveal else { return OutboxList(notices: page.notices.map(Masking.masked), more: page.more) }
    try await revealed(.wholeOutbox, request.caller)
    return OutboxList(notices: page.notices.map(\.view), more: page.more)
  }

  private func perform(_ command: NoticeCommand, for request: APIRequest) async throws -> NoticeView {
    Masking.masked(try await noticeCommand(command, request.values[0], request.caller))
  }

  private func showNotice(for request: APIRequest) async throws -> NoticeView {
    let id = request.values[0]
    let notice = try await self.notice(id)
    guard request.reveal else { return Masking.masked(notice) }
    try await revealed(.notice(id: id), request.caller)
    return notice.view
  }
}
