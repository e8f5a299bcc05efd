import Linux
import Simulation
import Testing

@testable import Prokeep

/// libcurl over a line that breaks at every place where one can: what each attempt's end is, told by the client alone.
@Suite(.timeLimit(.minutes(1)))
struct ToxicLinkTests {
  /// How an attempt ends: its kind, and for an answer the status, else the trouble's code.
  enum Kind: Equatable, Sendable {
    case neverLeft(Trouble.Code)
    case unanswered(Trouble.Code)
    case answered(Int)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let fault: ToxicLinkFault
    let end: Kind
    /// How many requests the server behind the line gets whole.
    let requests: Int
    /// Nothing leaves before the fault has hit.
    var waitsForFault = false
    /// The whole of it is waited for where silence is the fault: enough for a busy machine to get as far as that.
    var within: Duration = .seconds(20)
    var testDescription: String { name }
  }

  @Test(
    "each break has its end",
    arguments: [
      Case(name: "no fault", fault: .none, end: .answered(202), requests: 1),
      Case(
        name: "reset before the request", fault: .onAccept(.reset), end: .neverLeft(.connectionLost), requests: 0,
        waitsForFault: true),
      Case(name: "closed before the request", fault: .onAccept(.close), end: .unanswered(.connectionLost), requests: 0),
      Case(
        name: "accepted, then silence", fault: .onAccept(.silence), end: .unanswered(.timeout), requests: 0,
        within: .seconds(1)),
      Case(
        name: "reset in the request", fault: .request(bytes: 100, .reset), end: .unanswered(.connectionLost),
        requests: 0),
      Case(
        name: "closed in the request", fault: .request(bytes: 100, .close), end: .unanswered(.connectionLost),
        requests: 0),
      Case(
        name: "silence in the request", fault: .request(bytes: 100, .silence), end: .unanswered(.timeout), requests: 0,
        within: .seconds(1)),
      Case(
        name: "reset after the request", fault: .answer(bytes: 0, .reset), end: .unanswered(.connectionLost),
        requests: 1),
      Case(
        name: "closed after the request", fault: .answer(bytes: 0, .close), end: .unanswered(.connectionLost),
        requests: 1),
      Case(
        name: "silence after the request", fault: .answer(bytes: 0, .silence), end: .unanswered(.timeout), requests: 1,
        within: .seconds(1)),
      Case(
        name: "reset in the answer's head", fault: .answer(bytes: 30, .reset), end: .unanswered(.connectionLost),
        requests: 1),
      Case(
        name: "closed in the answer's head", fault: .answer(bytes: 30, .close), end: .unanswered(.connectionLost),
        requests: 1),
      Case(
        name: "silence in the answer's head", fault: .answer(bytes: 30, .silence), end: .unanswered(.timeout),
        requests: 1, within: .seconds(1)),
      Case(name: "reset in the answer's body", fault: .answer(bytes: 500, .reset), end: .answered(202), requests: 1),
      Case(name: "closed in the answer's body", fault: .answer(bytes: 500, .close), end: .answered(202), requests: 1),
      Case(
        name: "silence in the answer's body", fault: .answer(bytes: 500, .silence), end: .answered(202), requests: 1,
        within: .seconds(3)),
      Case(
        name: "an answer in single bytes", fault: .trickle(bytes: 1, pause: .microseconds(50)), end: .answered(202),
        requests: 1),
      Case(
        name: "an answer slower than patience", fault: .trickle(bytes: 1, pause: .milliseconds(200)),
        end: .unanswered(.timeout), requests: 1, within: .seconds(1)),
      Case(
        name: "a head without end", fault: .endless("HTTP/1.1 202 Accepted\r\n", "x-more: and more of it\r\n"),
        end: .unanswered(.connectionLost), requests: 1),
      Case(
        name: "one line without end", fault: .endless("HTTP/1.1 202 Accepted\r\nx-more: ", "and more of it "),
        end: .unanswered(.notHTTP), requests: 1),
      Case(
        name: "interim answers without end", fault: .endless("", "HTTP/1.1 100 Continue\r\n\r\n"),
        end: .unanswered(.connectionLost), requests: 1),
      Case(
        name: "a body without end", fault: .endless("HTTP/1.1 202 Accepted\r\n\r\n", "{\"data\":"),
        end: .answered(202), requests: 1),
      Case(
        name: "another protocol", fault: .endless("SSH-2.0-OpenSSH_9.2\r\n", "\r\n"), end: .unanswered(.notHTTP),
        requests: 1),
    ])
  func end(of broken: Case) async throws {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    // Its answer is longer than what goes through in any case.
    standIn.behave(.answer(status: 202, body: String(repeating: "x", count: 1000)))
    let link = try ToxicLink(to: standIn.port)
    try link.turn(broken.fault)
    var settings = try Sample.settings("http://127.0.0.1:\(link.port)/rest/v1")
    settings.answerWithin = broken.within
    let end = try await ClientOnThread(settings).attempt(mark: { !broken.waitsForFault || link.waitForFault() })
    print("\(broken.name.padded(to: 32)) \(end.row)")
    // A reset at once may come before libcurl has looked whether it is connected.
    let alike: [Kind?] = broken.waitsForFault ? [.neverLeft(.connect)] : []
    #expect(([broken.end] + alike).contains(end.kind), "\(end)")
    #expect(link.connections == 1)
    if broken.requests > 0 { _ = try await standIn.request(broken.requests) }
    #expect(standIn.requests.count == broken.requests)
    await standIn.cutUplink()
  }

  @Test("a server that doesn't take the connection was never reached")
  func refusedPort() async throws {
    let end = try await ClientOnThread(Sample.settings("http://127.0.0.1:\(unusedPort())")).attempt()
    print("\("a port where nobody listens".padded(to: 32)) \(end.row)")
    #expect(end.kind == .neverLeft(.connect))
  }

  @Test("a name that leads nowhere was never reached")
  func noName() async throws {
    let end = try await ClientOnThread(Sample.settings("https://prokeep.invalid")).attempt()
    print("\("a name that leads nowhere".padded(to: 32)) \(end.row)")
    #expect(end.kind == .neverLeft(.dns))
  }

  @Test("packets that get no answer at all: never reached")
  func noAnswerToConnect() async throws {
    let port = try DeafPort()
    var settings = try Sample.settings("http://127.0.0.1:\(port.number)")
    settings.connectWithin = .milliseconds(200)
    let end = try await ClientOnThread(settings).attempt()
    print("\("packets that get no answer".padded(to: 32)) \(end.row)")
    #expect(end.kind == .neverLeft(.timeout))
    #expect(end.row.contains("No connection to 127.0.0.1 in time"))
  }

  @Test("a server that falls silent in the TLS handshake gets nothing")
  func silentHandshake() async throws {
    let link = try ToxicLink(to: unusedPort())
    try link.turn(.onAccept(.silence))
    var settings = try Sample.settings("https://127.0.0.1:\(link.port)")
    settings.connectWithin = .milliseconds(200)
    let end = try await ClientOnThread(settings).attempt()
    print("\("silence in the handshake".padded(to: 32)) \(end.row)")
    #expect(end.kind == .neverLeft(.timeout))
    #expect(end.row.contains("took the connection and then fell silent"))
  }

  /// The line dies under a connection that was kept: no fresh one may carry the same request again.
  @Test("a kept connection that breaks", arguments: [ToxicLinkFault.Break.close, .reset])
  func keptConnection(how: ToxicLinkFault.Break) async throws {
    let standIn = ProkeepStandIn()
    try await standIn.start()
    let link = try ToxicLink(to: standIn.port)
    let client = try ClientOnThread(Sample.settings("http://127.0.0.1:\(link.port)/rest/v1"))
    #expect(try await client.attempt().kind == .answered(202))
    standIn.behave(how == .close ? .close : .reset)
    let end = try await client.attempt()
    print("\("a kept one that breaks (\(how))".padded(to: 32)) \(end.row)")
    #expect(end.kind == .unanswered(.connectionLost))
    // libcurl may have connected once more, but nothing went over that.
    #expect(standIn.requests.map(\.connection) == [1, 1])
    #expect(link.requestBytes == standIn.receivedBytes)
    await standIn.cutUplink()
  }
}

extension AttemptEnd {
  fileprivate var kind: ToxicLinkTests.Kind? {
    switch self {
    case .neverLeft(let trouble): .neverLeft(trouble.code)
    case .unanswered(let trouble): .unanswered(trouble.code)
    case .answered(let answer): .answered(answer.status)
    case .withheld: nil
    }
  }

  fileprivate var row: String {
    switch self {
    case .neverLeft(let trouble): "never left  \(trouble.sentence)"
    case .unanswered(let trouble): "unanswered  \(trouble.sentence)"
    case .answered(let answer): "answered    \(answer.status)"
    case .withheld: "withheld"
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
