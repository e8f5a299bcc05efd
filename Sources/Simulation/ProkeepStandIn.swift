import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A stand-in for Prokeep's endpoint on loopback: checks the Basic header and the JSON, answers as documented, and fails in
/// whatever way it is told to. For the demo, the benchmark and the tests of all rooms.
package final class ProkeepStandIn: Sendable {
  private struct Sockets {
    var port: Int
    var listener: (any Channel)?
    /// Keeps the port while nobody listens on it.
    var placeholder: LoopbackSocket?
    var connections: [ObjectIdentifier: any Channel] = [:]
  }

  private let log = ProkeepStandInLog()
  private let rules: Mutex<ProkeepStandInRules>
  private let sockets: Mutex<Sockets>

  private static let host = "127.0.0.1"
  private static let base = "/rest/v1"

  /// - Parameter port: 0: the kernel chooses one.
  package init(username: String = "agent", password: String = "secret", port: Int = 0) {
    rules = Mutex(Self.rules(username, password, refusal: 401))
    sockets = Mutex(Sockets(port: port))
  }

  // MARK: The uplink

  /// Listens. Also brings a cut uplink back, on the same port.
  ///
  /// - Throws: `IOError` if the port is taken.
  package func start() async throws {
    let wanted = sockets.withLock { $0.port }
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [self] channel in channel.eventLoop.makeCompletedFuture { try accept(channel) } }
      .bind(host: Self.host, port: wanted).get()
    sockets.withLock {
      $0.listener = listener
      $0.placeholder = nil
      $0.port = listener.localAddress?.port ?? wanted
    }
  }

  /// Refuses connections and closes those there are, until `start` is called again.
  package func cutUplink() async {
    let listener = sockets.withLock { sockets in
      defer { sockets.listener = nil }
      return sockets.listener
    }
    try? await listener?.close()
    // Without it, a port of another test that runs beside could be this one.
    if let placeholder = try? LoopbackSocket(), (try? placeholder.hold(port: port)) != nil {
      sockets.withLock { $0.placeholder = placeholder }
    }
    await closeConnections()
  }

  /// Closes all connections, as a server does with idle ones. Returns when they are closed.
  package func closeConnections() async {
    for connection in sockets.withLock({ Array($0.connections.values) }) { try? await connection.close() }
  }

  /// Listens until the task is cancelled.
  ///
  /// - Parameter onRequest: Called with each request, in order.
  package func run(onRequest: (ProkeepStandInRequest) async -> Void) async throws {
    try await start()
    do {
      var number = 1
      while true {
        await onRequest(try await request(number))
        number += 1
      }
    } catch is CancellationError {
      await cutUplink()
    }
  }

  // MARK: What it is told

  /// What the next requests get: this many of them, or all until the next call. Calls queue up.
  package func behave(_ behaviour: ProkeepStandInBehaviour, times: Int? = 1) { log.plan(behaviour, times: times) }

  /// From now on this is the only pair that is right; others are refused with this status.
  package func demand(username: String, password: String, refusal: Int = 401) {
    rules.withLock { $0 = Self.rules(username, password, refusal: refusal) }
  }

  private static func rules(_ username: String, _ password: String, refusal: Int) -> ProkeepStandInRules {
    ProkeepStandInRules(username: username, password: password, refusal: refusal, path: base + "/messages")
  }

  // MARK: What it saw

  /// What `prokeep.url` has to be. Known once started.
  package var url: String { "http://\(Self.host):\(port)\(Self.base)" }

  package var port: Int { sockets.withLock { $0.port } }

  package var requests: [ProkeepStandInRequest] { log.requests }

  /// Connections accepted so far.
  package var connectionCount: Int { log.connections }

  /// Bytes received so far, those of broken requests included.
  package var receivedBytes: Int { log.bytes }

  /// Waits for the request with this number, counted from 1.
  ///
  /// - Throws: `CancellationError`.
  package func request(_ number: Int) async throws -> ProkeepStandInRequest { try await log.request(number) }

  private func accept(_ channel: any Channel) throws {
    let id = ObjectIdentifier(channel)
    sockets.withLock { $0.connections[id] = channel }
    channel.closeFuture.whenComplete { [self] _ in sockets.withLock { $0.connections[id] = nil } }
    let number = log.connected()
    let firstByte = FirstByte(log: log)
    try channel.pipeline.syncOperations.addHandlers([
      firstByte, ByteToMessageHandler(HTTPRequestDecoder()),
      ProkeepStandInConnection(number: number, log: log, rules: { self.rules.withLock { $0 } }, firstByte: firstByte),
    ])
    if log.closesNextConnection() { channel.close(promise: nil) }
  }
}
