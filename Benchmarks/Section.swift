/// A part of the benchmarks that can be run alone.
enum Section: String, CaseIterable {
  case size, rest, polling, handover, latency, backlog, decoders, rounds, changes
}
