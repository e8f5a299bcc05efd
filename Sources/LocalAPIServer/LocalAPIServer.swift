import CLinux
import Glibc
import LocalAPI
package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// The local API as a service: HTTP/1.1 on a unix socket, one event loop thread.
///
/// A graceful stop takes the socket away, lets requests under way finish and ends streams of events.
package struct LocalAPIServer: Service {
  /// More connections than this are closed at once.
  package static let mostConnections = 64

  private let socket: ListeningSocket
  private let router: Router
  private let access: AccessRules
  private let logger: Logger

  /// `socket` already takes connections; they are answered once `run` is called.
  package init(socket: ListeningSocket, backend: Backend, access: AccessRules = .system(), logger: Logger) {
    self.socket = socket
    router = Router(routes: backend.routes)
    self.access = access
    self.logger = logger
  }

  package func run() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      try await serve(on: group)
    } catch {
      socket.remove()
      try? await group.shutdownGracefully()
      throw error
    }
    socket.remove()
    try await group.shutdownGracefully()
  }

  private typealias Accepted = (channel: any Channel, peer: Peer)

  private func serve(on group: MultiThreadedEventLoopGroup) async throws {
    guard let descriptor = socket.takeDescriptor() else { preconditionFailure("the local API is run twice") }
    let listener = try await ServerBootstrap(group: group)
      .childChannelOption(.autoRead, value: false)
      .bind(descriptor) { Self.prepare($0) }
    try await withGracefulShutdownHandler {
      try await listener.executeThenClose { accepted in
        try await withThrowingDiscardingTaskGroup { tasks in
          let room = ConnectionRoom(most: Self.mostConnections)
          for try await (channel, peer) in accepted {
            let connection = Connection(channel: channel, peer: peer, router: router, access: access, logger: logger)
            tasks.addTask {
              guard room.enter() else {
                logger.warning("connection closed, there are too many", metadata: ["uid": "\(peer.uid)"])
                return connection.refuse()
              }
              await connection.serve()
              room.leave()
            }
          }
        }
      }
    } onGracefulShutdown: {
      socket.remove()
      listener.channel.close(promise: nil)
    }
  }

  /// Asks the kernel who connected, then sets up HTTP.
  private static func prepare(_ channel: any Channel) -> EventLoopFuture<Accepted> {
    guard let options = channel as? any SocketOptionProvider else { preconditionFailure("a socket without options") }
    let credentials: EventLoopFuture<linux_credentials> = options.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    return credentials.flatMapThrowing { credentials in
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = 8 << 10
      limits.maxHeaderListSize = 16 << 10
      limits.maxHeaderFieldCount = 64
      try channel.pipeline.syncOperations.addHandlers([
        HTTPResponseEncoder(),
        ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
        HTTPServerPipelineHandler(),
        ExchangeDeadlineHandler(),
      ])
      return (channel, Peer(pid: credentials.pid, uid: credentials.uid, gid: credentials.gid))
    }
  }
}
