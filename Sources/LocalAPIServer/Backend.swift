package import LocalAPI

/// What the daemon does behind the local API; Agent fills it in.
///
/// Views come as they are, unmasked: the server masks them. A call throws `Problem` to refuse; any other error is
/// answered as a bug. What returned is durable.
package struct Backend: Sendable {
  /// What somebody got to see with `?reveal=true`.
  package enum Revealed: Hashable, Sendable {
    case allOrders
    case order(number: String)
    case wholeOutbox
    case notice(id: String)
  }

  /// What became of a `PUT`.
  package struct Placed: Sendable {
    package var order: OrderView
    /// 201 instead of 200.
    package var isNew: Bool

    package init(order: OrderView, isNew: Bool) {
      self.order = order
      self.isNew = isNew
    }
  }

  /// A notice and the code that may stand in its text; nil when that is not known any more.
  package struct Notice: Sendable {
    package var view: NoticeView
    package var code: String?

    package init(view: NoticeView, code: String?) {
      self.view = view
      self.code = code
    }
  }

  /// One page of the outbox.
  package struct Notices: Sendable {
    package var notices: [Notice]
    package var more: Bool

    package init(notices: [Notice], more: Bool) {
      self.notices = notices
      self.more = more
    }
  }

  package var health: @Sendable () async throws -> HealthView
  package var compartments: @Sendable () async throws -> CompartmentList
  package var doors: @Sendable () async throws -> DoorList
  package var unlock:
    @Sendable (_ compartment: String, _ request: UnlockRequest, _ caller: Caller) async throws -> UnlockResult
  package var orders: @Sendable () async throws -> OrderList
  package var order: @Sendable (_ number: String) async throws -> OrderView
  package var placeOrder: @Sendable (_ number: String, _ order: PutOrder, _ caller: Caller) async throws -> Placed
  package var command: @Sendable (_ command: OrderCommand, _ number: String, _ caller: Caller) async throws -> OrderView
  package var outbox: @Sendable (_ query: OutboxQuery) async throws -> Notices
  package var notice: @Sendable (_ id: String) async throws -> Notice
  package var noticeCommand: @Sendable (_ command: NoticeCommand, _ id: String, _ caller: Caller) async throws -> Notice
  package var retryAll: @Sendable (_ caller: Caller) async throws -> RetryAllResult
  package var buses: @Sendable () async throws -> BusList
  package var trace: @Sendable (_ bus: String) async throws -> BusTrace
  package var testMessage: @Sendable (_ message: TestMessage, _ caller: Caller) async throws -> TestMessageResult
  package var reload: @Sendable (_ caller: Caller) async throws -> ReloadResult
  /// In Prometheus' text format; nothing in it is secret.
  package var metrics: @Sendable () async throws -> String
  /// The ledger from now on. Finish the stream when its buffer is full: a slow reader is dropped, not fed with gaps.
  package var events: @Sendable () async throws -> AsyncStream<EventView>
  /// The lines of a capture from now on: of one bus, or of all. What a slow reader misses is said in them.
  package var recording: @Sendable (_ bus: String?, _ caller: Caller) async throws -> AsyncStream<RecordingLine>
  /// Called before anything unmasked leaves; if it throws, nothing does.
  package var revealed: @Sendable (_ what: Revealed, _ caller: Caller) async throws -> Void

  package init(
    health: @escaping @Sendable () async throws -> HealthView,
    compartments: @escaping @Sendable () async throws -> CompartmentList,
    doors: @escaping @Sendable () async throws -> DoorList,
    unlock:
      @escaping @Sendable (_ compartment: String, _ request: UnlockRequest, _ caller: Caller) async throws ->
      UnlockResult,
    orders: @escaping @Sendable () async throws -> OrderList,
    order: @escaping @Sendable (_ number: String) async throws -> OrderView,
    placeOrder: @escaping @Sendable (_ number: String, _ order: PutOrder, _ caller: Caller) async throws -> Placed,
    command:
      @escaping @Sendable (_ command: OrderCommand, _ number: String, _ caller: Caller) async throws -> OrderView,
    outbox: @escaping @Sendable (_ query: OutboxQuery) async throws -> Notices,
    notice: @escaping @Sendable (_ id: String) async throws -> Notice,
    noticeCommand:
      @escaping @Sendable (_ command: NoticeCommand, _ id: String, _ caller: Caller) async throws -> Notice,
    retryAll: @escaping @Sendable (_ caller: Caller) async throws -> RetryAllResult,
    buses: @escaping @Sendable () async throws -> BusList,
    trace: @escaping @Sendable (_ bus: String) async throws -> BusTrace,
    testMessage: @escaping @Sendable (_ message: TestMessage, _ caller: Caller) async throws -> TestMessageResult,
    reload: @escaping @Sendable (_ caller: Caller) async throws -> ReloadResult,
    metrics: @escaping @Sendable () async throws -> String,
    events: @escaping @Sendable () async throws -> AsyncStream<EventView>,
    recording: @escaping @Sendable (_ bus: String?, _ caller: Caller) async throws -> AsyncStream<RecordingLine>,
    revealed: @escaping @Sendable (_ what: Revealed, _ caller: Caller) async throws -> Void
  ) {
    self.health = health
    self.compartments = compartments
    self.doors = doors
    self.unlock = unlock
    self.orders = orders
    self.order = order
    self.placeOrder = placeOrder
    self.command = command
    self.outbox = outbox
    self.notice = notice
    self.noticeCommand = noticeCommand
    self.retryAll = retryAll
    self.buses = buses
    self.trace = trace
    self.testMessage = testMessage
    self.reload = reload
    self.metrics = metrics
    self.events = events
    self.recording = recording
    self.revealed = revealed
  }
}
