import ServiceLifecycle

/// Keeps the metrics file up to date.
struct MetricsTextfileService: Service {
  /// node_exporter is mostly asked every 15 or 60 s.
  private static let interval = Duration.seconds(15)

  let textfile: MetricsTextfile
  let page: @Sendable () async -> String

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await textfile.update(await page())
        try? await Task.sleep(for: Self.interval, tolerance: Self.interval / 5)
      }
    }
    await textfile.remove()
  }
}
