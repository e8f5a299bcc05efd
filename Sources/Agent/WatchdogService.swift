import Logging
import ServiceLifecycle

/// Tells the service manager that the agent is ready, alive, and stopping.
struct WatchdogService: Service {
  let manager: ServiceManager
  let loops: [Watchdog.Loop]
  let logger: Logger

  /// In one interval of the manager.
  private static let ticks = 4

  func run() async throws {
    manager.ready("watching the doors")
    await withGracefulShutdownHandler {
      if let interval = manager.watchdogInterval {
        await cancelWhenGracefulShutdown { await watch(every: interval / Self.ticks) }
      } else {
        try? await gracefulShutdown()
      }
    } onGracefulShutdown: {
      manager.stopping()
    }
  }

  private func watch(every tick: Duration) async {
    var watchdog = Watchdog(loops: loops.count, interval: tick)
    while !Task.isCancelled {
      let hanging = watchdog.tick(loops.map { $0.turns() }).map { loops[$0].name }
      if hanging.isEmpty {
        manager.alive()
      } else {
        logger.critical("no progress: \(hanging.joined(separator: ", ")); the service manager will restart the agent")
      }
      for loop in loops { loop.poke() }
      try? await Task.sleep(for: tick)
    }
  }
}
