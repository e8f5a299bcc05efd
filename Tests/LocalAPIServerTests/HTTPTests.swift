import Glibc
import LocalAPI
import ServiceLifecycle
import Synchronization
import Testing

@testable import LocalAPIServer

@Suite(.timeLimit(.minutes(1))) struct HTTPTests {
  /// Sends one request and returns the whole answer.
  private func exchange(
    _ path: String, _ request: String, headers: [String] = [], body: String? = nil
  ) async throws -> String {
    let connection = try RawConnection(path)
    let length = body.map { ["content-length: \($0.utf8.count)"] } ?? []
    let lines = ["\(request) HTTP/1.1", "host: x", "connection: close"] + headers + length
    try await connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    return try await connection.readToEnd()
  }

  private func status(_ answer: String) -> Int? { Int(answer.dropFirst("HTTP/1.1 ".count).prefix(3)) }

  @Test func answersJSONThatNobodyKeeps() async throws {
    try await withServer(Bank().backend) { server in
      let answer = try await exchange(server.path, "GET /v1/doors")
      let (head, body) = try #require(answer.split(separator: "\r\n\r\n").pair)
      #expect(head.hasPrefix("HTTP/1.1 200"))
      #expect(head.contains("content-type: application/json"))
      #expect(head.contains("cache-control: no-store"))
      #expect(
        body
          == #"{"doors":[{"compartment":"A1","input":"line 3","raw":0,"since":null,"state":"closed"}],"version":1}"#)
    }
  }

  @Test func aLongAnswerIsWholeBeforeTheConnectionCloses() async throws {
    var bank = Bank().backend
    let door = DoorList.Door(compartment: "A1", state: "closed", since: nil, raw: 0, input: "line 3")
    // More than a socket takes at once.
    bank.doors = { DoorList(doors: Array(repeating: door, count: 30_000)) }
    try await withServer(bank) { server in
      let answer = try await exchange(server.path, "GET /v1/doors")
      let (head, body) = try #require(answer.split(separator: "\r\n\r\n").pair)
      #expect(head.contains("content-length: \(body.utf8.count)"))
      #expect(body.utf8.count > 1 << 20)
      #expect(body.hasSuffix("}"))
    }
  }

  @Test(arguments: [
    ("GET /v1/nothing", 404), ("GET /", 404), ("GET /v1/orders/", 404), ("GET /v1//orders", 404),
    ("GET /v1/orders/missing", 404), ("POST /v1/doors", 405), ("DELETE /v1/orders/S-1", 405),
    ("GET /v1/orders/S-1/cancel", 405), ("GET /v1/orders/%zz", 400), ("GET /v1/orders/S-1?reveal=yes", 400),
    ("GET /v1/orders/S-1?all=true", 400), ("HEAD /v1/doors", 200), ("HEAD /v1/events", 200),
  ])
  func routes(request: String, expected: Int) async throws {
    try await withServer(Bank().backend) { server in
      let answer = try await exchange(server.path, request)
      #expect(status(answer) == expected)
      if expected >= 400 { #expect(answer.contains("content-type: application/problem+json")) }
      if request.hasPrefix("HEAD") { #expect(answer.hasSuffix("\r\n\r\n")) }
    }
  }

  @Test func aWrongMethodIsToldTheRightOnes() async throws {
    try await withServer(Bank().backend) { server in
      let order = try await exchange(server.path, "DELETE /v1/orders/S-1")
      #expect(order.contains("allow: GET, PUT, HEAD\r\n"))
      let command = try await exchange(server.path, "GET /v1/orders/S-1/cancel")
      #expect(command.contains("allow: POST\r\n"))
    }
  }

  @Test func pathSegmentsAreDecodedOnce() async throws {
    let bank = Bank()
    try await withServer(bank.backend) { server in
      _ = try await exchange(server.path, "POST /v1/orders/%53-1%252F%2F../cancel")
      #expect(try await server.client.trace(bus: "bus a/1").bus == "bus a/1")
    }
    #expect(bank.records.map(\.what) == ["cancel S-1%2F/.."])
  }

  @Test(arguments: [
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"]}"#, 201, nil),
    ("", 400, nil), ("{", 400, nil), ("[]", 400, nil), ("null", 400, nil), ("\u{0}", 400, nil),
    (#"{"customer":{"name":"A"},"code":"1","compartments":["A1"]}"#, 400, "customer.phone"),
    (#"{"customer":{"phone":"+1"},"compartments":["A1"]}"#, 400, "code"),
    (#"{"customer":{"phone":"+1"},"code":42,"compartments":["A1"]}"#, 400, "code"),
    (#"{"customer":{"phone":"+1"},"code":null,"compartments":["A1"]}"#, 400, "code"),
    (#"{"customer":"Ada","code":"1","compartments":["A1"]}"#, 400, "customer"),
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":"A1"}"#, 400, "compartments"),
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A1",2]}"#, 400, "compartments[1]"),
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"],"loaded":1}"#, 400, "loaded"),
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"],"lodaed":true}"#, 400, "lodaed"),
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A9"]}"#, 409, "compartments[0]"),
  ])
  func bodiesAreJudgedByField(body: String, expected: Int, field: String?) async throws {
    try await withServer(Bank().backend) { server in
      let answer = try await exchange(server.path, "PUT /v1/orders/S-1", body: body)
      #expect(status(answer) == expected)
      if let field {
        #expect(answer.contains(#""field":"\#(field)""#))
      } else {
        #expect(!answer.contains(#""field""#))
      }
    }
  }

  @Test(arguments: [
    (#"[]"#, "the body has to be an object in curly brackets"),
    (#"{"customer":"Ada","code":"1","compartments":["A1"]}"#, "customer has to be an object in curly brackets"),
    (
      #"{"customer":{"phone":"+1"},"code":"1","compartments":"A1"}"#, "compartments has to be a list in square brackets"
    ),
    (
      #"{"customer":{"phone":"+1"},"code":"1","compartments":[7]}"#, "compartments[0] has to be a text in double quotes"
    ),
    (#"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"],"again":"yes"}"#, "again has to be true or false"),
    (#"{"customer":{},"code":"1","compartments":["A1"]}"#, "customer.phone is missing"),
    (#"{"customer""#, "the body is not JSON"),
  ])
  func refusalsSayWhatToWrite(body: String, detail: String) async throws {
    try await withServer(Bank().backend) { server in
      let answer = try await exchange(server.path, "PUT /v1/orders/S-1", body: body)
      #expect(answer.contains(#""detail":"\#(detail)""#))
    }
  }

  @Test func aConflictNamesTheOtherOrder() async throws {
    try await withServer(Bank().backend) { server in
      let order = PutOrder(customer: .init(name: nil, phone: "+1"), code: "1", compartments: ["A9"])
      let error = await #expect(throws: LocalAPIError.self) { try await server.client.place(order, as: "S-1") }
      #expect(
        error?.code
          == .refused(Problem(.conflict, "A9 belongs to order S-2", field: "compartments[0]", order: "S-2")))
      #expect(error?.message == "A9 belongs to order S-2")
    }
  }

  @Test(arguments: [
    ("application/json", 200), ("Application/JSON; charset=utf-8", 200), ("text/plain", 415),
    ("application/x-www-form-urlencoded", 415),
  ])
  func contentTypes(type: String, expected: Int) async throws {
    try await withServer(Bank().backend) { server in
      let body = #"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"]}"#
      let answer = try await exchange(
        server.path, "PUT /v1/orders/same", headers: ["content-type: \(type)"], body: body)
      #expect(status(answer) == expected)
    }
  }

  @Test func aBodyOf64KiBIsReadAndOneByteMoreIsNot() async throws {
    try await withServer(Bank().backend) { server in
      let start = #"{"customer":{"phone":"+1"},"code":"1","compartments":["A1"]"#
      let full = start + String(repeating: " ", count: Connection.longestBody - start.utf8.count - 1) + "}"
      #expect(status(try await exchange(server.path, "PUT /v1/orders/S-1", body: full)) == 201)
      let answer = try await exchange(server.path, "PUT /v1/orders/S-1", body: full + " ")
      #expect(status(answer) == 413)
      #expect(answer.contains("64 KiB"))
    }
  }

  @Test func aBodyWithoutALengthIsCountedToo() async throws {
    try await withServer(Bank().backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send("PUT /v1/orders/S-1 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
      let chunk = "4000\r\n" + String(repeating: " ", count: 0x4000) + "\r\n"
      try await connection.send(String(repeating: chunk, count: 8) + "0\r\n\r\n")
      #expect(status(try await connection.readToEnd()) == 413)
    }
  }

  @Test(arguments: [
    "hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ])
  func garbageIsRefusedAndTheServerGoesOn(garbage: String) async throws {
    try await withServer(Bank().backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send(garbage)
      let answer = try await connection.readToEnd()
      #expect(status(answer) == 400)
      #expect(answer.contains("malformed-request"))
      _ = try await server.client.health()
    }
  }

  @Test func tooManyHeadersAreRefused() async throws {
    try await withServer(Bank().backend) { server in
      let long = "x-long: " + String(repeating: "x", count: 9 << 10)
      let one = try await exchange(server.path, "GET /v1/health", headers: [long])
      #expect(status(one) == 431)
      let many = try await exchange(server.path, "GET /v1/health", headers: (0..<70).map { "x-\($0): 1" })
      #expect(status(many) == 431)
    }
  }

  @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
    let bank = Bank()
    try await withServer(bank.backend) { server in
      let connection = try RawConnection(server.path)
      let commands = (1...20).map { "POST /v1/orders/S-\($0)/ready HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n" }
      try await connection.send(commands.joined() + "GET /v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
      let answer = try await connection.readToEnd()
      #expect(answer.matches(of: /HTTP\/1.1 200 OK/).count == 21)
      #expect(answer.matches(of: /"number":"S-(\d+)"/).map { Int($0.1) } == Array(1...20))
    }
    #expect(bank.records.map(\.what) == (1...20).map { "ready S-\($0)" })
  }

  @Test func anHTTP10ClientIsAnsweredAndLetGo() async throws {
    try await withServer(Bank().backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send("GET /v1/doors HTTP/1.0\r\n\r\n")
      #expect(try await connection.readToEnd().contains("connection: close"))
    }
  }

  @Test(arguments: [
    "GET /v1/health HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n", "CONNECT x:1 HTTP/1.1\r\n\r\n",
  ])
  func aClientThatWantsAnotherProtocolIsAnsweredAndLetGo(request: String) async throws {
    try await withServer(Bank().backend) { server in
      let connection = try RawConnection(server.path)
      try await connection.send(request)
      #expect(try await connection.readToEnd().contains("connection: close"))
    }
  }

  @Test func aBugIsAnsweredWithoutItsInsides() async throws {
    struct Oops: Error { var secret = Bank.code }
    var backend = Bank().backend
    backend.health = { throw Oops() }
    try await withServer(backend) { server in
      let answer = try await exchange(server.path, "GET /v1/health")
      #expect(status(answer) == 500)
      #expect(!answer.contains(Bank.code) && !answer.contains("Oops"))
    }
  }

  @Test func oneConnectionTooManyIsClosedAtOnce() async throws {
    try await withServer(Bank().backend) { server in
      var connections: [RawConnection] = []
      for _ in 0..<LocalAPIServer.mostConnections {
        let connection = try RawConnection(server.path)
        // The answer shows that it is in, not only in the backlog.
        try await connection.send("GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n")
        _ = try await connection.read(until: "\r\n\r\n")
        connections.append(connection)
      }
      #expect(try await RawConnection(server.path).readToEnd() == "")
      connections.removeAll()
    }
  }

  @Test func aRequestUnderWayIsFinishedAtAStop() async throws {
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    var backend = Bank().backend
    backend.doors = {
      begin.finish()
      // Goes on only once the stop has begun.
      try? await gracefulShutdown()
      return DoorList(doors: [])
    }
    try await withServer(backend) { server in
      async let answer = exchange(server.path, "GET /v1/doors")
      let idle = try RawConnection(server.path)
      for await _ in begun {}
      await server.stop()
      #expect(status(try await answer) == 200)
      #expect(try await idle.readToEnd() == "")
      #expect(throws: RawConnection.Failure.self) { try RawConnection(server.path) }
    }
  }
}

extension Array {
  fileprivate var pair: (Element, Element)? { count == 2 ? (self[0], self[1]) : nil }
}
