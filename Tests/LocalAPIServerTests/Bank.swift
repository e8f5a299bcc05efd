import LocalAPI
import Synchronization

@testable import LocalAPIServer

/// What a backend was asked, and fixed answers with a real phone number and code in them.
final class Bank: Sendable {
  static let phone = "+12015550199"
  static let code = "0042"

  struct Record: Equatable {
    var what: String
    var uid: UInt32
  }

  private let asked = Mutex<[Record]>([])

  var records: [Record] { asked.withLock { $0 } }

  func record(_ what: String, _ caller: Caller) { asked.withLock { $0.append(Record(what: what, uid: caller.uid)) } }

  static func order(_ number: String) -> OrderView {
    OrderView(
      number: number, state: "ready", label: "ready", marks: [],
      compartments: [.init(name: "A1", progress: "loaded", door: "closed")],
      customer: .init(name: "Ada", phone: phone), code: code, cycle: 1, notice: nil, placedAt: nil, readyAt: nil,
      endedAt: nil)
  }

  static func notice(_ id: Int64) -> Backend.Notice {
    Backend.Notice(
      view: NoticeView(
        id: id, order: "S-1", kind: "ready", cycle: 1, state: "pending", reason: nil, key: "k", to: phone,
        text: "Ada, your code is \(code). Questions: \(phone)", requestID: nil, createdAt: nil),
      code: code)
  }

  var backend: Backend {
    Backend(
      health: {
        HealthView(
          status: .ok, problems: [], bank: "gotham-1", mode: "live", clock: .init(state: "trusted"),
          outbox: .init(
            state: "running", counts: [:], oldestPendingSeconds: nil, nextAttemptSeconds: nil, lastAcceptedAt: nil,
            stoppedReason: nil),
          inputs: [], agent: .init(version: "0", uptimeSeconds: 0, pid: 1))
      },
      compartments: { CompartmentList(compartments: []) },
      doors: { DoorList(doors: [.init(compartment: "A1", state: "closed", since: nil, raw: 0, input: "line 3")]) },
      unlock: { name, request, caller in
        self.record("unlock \(name) \(request.reason.rawValue)", caller)
        return UnlockResult(compartment: name, reason: request.reason, end: .accepted, sentence: "done")
      },
      orders: { OrderList(orders: [Self.order("S-1")]) },
      order: { number in
        guard number != "missing" else { throw Problem(.notFound, "there is no order missing", field: "number") }
        return Self.order(number)
      },
      placeOrder: { number, order, caller in
        self.record("place \(number) \(order.compartments)", caller)
        guard order.compartments != ["A9"] else {
          throw Problem(.conflict, "A9 belongs to order S-2", field: "compartments[0]", order: "S-2")
        }
        return Backend.Placed(order: Self.order(number), isNew: number != "same")
      },
      command: { command, number, caller in
        self.record("\(command.rawValue) \(number)", caller)
        return Self.order(number)
      },
      outbox: { query in
        self.record("outbox \(query)", Caller(peer: Peer(pid: 0, uid: 0, gid: 0), access: .member))
        return Backend.Notices(notices: [Self.notice(7)], more: query.limit < 2)
      },
      notice: { _ in Self.notice(7) },
      noticeCommand: { command, id, caller in
        self.record("\(command.rawValue) notice \(id)", caller)
        return Self.notice(7)
      },
      retryAll: { caller in
        self.record("retry all", caller)
        return RetryAllResult(waiting: 3)
      },
      buses: { BusList(buses: []) },
      trace: { BusTrace(bus: $0, entries: []) },
      testMessage: { message, caller in
        self.record("test \(message.to)", caller)
        return TestMessageResult(accepted: true, outcome: "accepted", status: 202, requestID: "r")
      },
      reload: { caller in
        self.record("reload", caller)
        return ReloadResult(inForce: ["timing"], afterRestart: [])
      },
      metrics: { "# TYPE a gauge\na 1\n" },
      events: { AsyncStream { $0.finish() } },
      recording: { bus, caller in
        self.record("recording \(bus ?? "everything")", caller)
        return AsyncStream {
          $0.yield(RecordingLine(id: 1, line: "locker-agent capture 1"))
          $0.finish()
        }
      },
      revealed: { what, caller in self.record("revealed \(what)", caller) })
  }
}
