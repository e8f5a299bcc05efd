/// Decides whether the service manager gets its sign of life: only while every loop makes progress.
struct Watchdog {
  /// A thread or queue that counts its turns.
  struct Loop: Sendable {
    let name: String
    /// Wakes a loop that may sleep for as long as nothing happens.
    let poke: @Sendable () -> Void
    let turns: @Sendable () -> Int
  }

  /// A turn waits for the disk at most, and a card that is busy with itself takes its time.
  private static let longestTurn = Duration.seconds(40)

  private let mostIdleTicks: Int
  private var seen: [Int?]
  private var idleTicks: [Int]

  /// - Parameter interval: from one tick to the next.
  init(loops: Int, interval: Duration) {
    mostIdleTicks = max(1, Int((Self.longestTurn / interval).rounded(.up)))
    seen = Array(repeating: nil, count: loops)
    idleTicks = Array(repeating: 0, count: loops)
  }

  /// - Parameter turns: of each loop, always in the same order.
  /// - Returns: the loops that hang, by their place.
  mutating func tick(_ turns: [Int]) -> [Int] {
    for (place, count) in turns.enumerated() {
      idleTicks[place] = seen[place] == count ? idleTicks[place] + 1 : 0
      seen[place] = count
    }
    return turns.indices.filter { idleTicks[$0] >= mostIdleTicks }
  }
}
