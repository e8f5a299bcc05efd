/// Times in nanoseconds.
struct Samples {
  private let sorted: [Int64]

  init(_ times: [Int64]) {
    precondition(!times.isEmpty, "nothing was measured")
    sorted = times.sorted()
  }

  var p50: Int64 { percentile(50) }
  var p99: Int64 { percentile(99) }

  /// The smallest time that so many of a hundred samples don't exceed.
  private func percentile(_ share: Int) -> Int64 { sorted[(sorted.count * share + 99) / 100 - 1] }
}
