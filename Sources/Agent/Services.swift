import LockerDomain
import Prokeep
import ServiceLifecycle
import UnixSignals

/// The bank's keeper; first to start, last to stop.
struct KeeperService: Service {
  let keeper: Keeper

  /// - Throws: `DaemonError` when the store is damaged: the service manager starts the agent anew, which salvages it.
  func run() async throws {
    let damage = await cancelWhenGracefulShutdown { [damage = keeper.damage.stream] in
      await damage.first { _ in true }
    }
    await keeper.stop()
    if let damage { throw DaemonError(damage) }
  }
}

struct SenderService: Service {
  let sender: Sender

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await sender.run()
    } onGracefulShutdown: {
      sender.stop()
    }
  }
}

/// An input with a thread of its own.
struct InputService: Service {
  let start: @Sendable () throws -> Void
  let stop: @Sendable () -> Void

  func run() async throws {
    try start()
    try? await gracefulShutdown()
    stop()
  }
}

/// Ends what is being recorded, so that whoever records gets all of it.
struct RecordingService: Service {
  let recordings: Recordings

  func run() async throws {
    try? await gracefulShutdown()
    recordings.end()
  }
}

/// Reads the configuration again with each SIGHUP.
struct ReloadService: Service {
  let live: LiveConfiguration
  let hangups: UnixSignalsSequence

  func run() async throws {
    await cancelWhenGracefulShutdown {
      // What is wrong with the file is in the log; the configuration in force stays.
      for await _ in hangups { _ = try? await live.reload(by: .agent) }
    }
  }
}
