import BoardProtocols
import Glibc
import Simulation

/// The stream parser as a bus uses it: a request pending, and its answer with junk before it in pieces of 32 bytes.
struct DecoderBenchmark {
  enum Junk {
    /// Any bytes.
    case noise
    /// Answers that break off before their last byte: each looks like a frame until it is nearly read.
    case brokenFrames
  }

  struct Speed {
    /// Of processor time; junk included.
    var bytesPerSecond: Double
    var framesPerSecond: Double
  }

  private struct Exchange {
    let request: BoardFrame
    let pieces: [ArraySlice<UInt8>]
    let answer: [UInt8]
  }

  private static let pieceSize = 32
  private static let count = 1000
  private static let shortestRun: Int64 = 500_000_000

  let boardProtocol: BoardProtocol
  private let exchanges: [Exchange]
  private let bytes: Int

  /// - Parameter percent: the share of junk in all bytes.
  init(_ boardProtocol: BoardProtocol, junk: Junk, percent: Int) throws {
    self.boardProtocol = boardProtocol
    var random = SplitMix(seed: 1)
    var board = SimulatedBoard(
      address: boardProtocol.addresses.lowerBound, locks: 16, map: .waveshare16)
    let request = boardProtocol.stateQuery(LockBoard(address: board.address, locks: 16, map: .waveshare16))
    var exchanges: [Exchange] = []
    var (junkBytes, answerBytes) = (0, 0)
    while exchanges.count < Self.count {
      for lock in 1...16 { board.set(lock: lock, isOpen: Bool.random(using: &random)) }
      guard let answer = board.answer(to: request, boardProtocol) else {
        throw BenchmarkFailure("the simulated \(boardProtocol.rawValue) board says nothing")
      }
      answerBytes += answer.count
      var stream: [UInt8] = []
      while (junkBytes + stream.count) * (100 - percent) < answerBytes * percent {
        switch junk {
        case .noise: stream.append(UInt8.random(in: 0...255, using: &random))
        case .brokenFrames: stream += answer.dropLast()
        }
      }
      junkBytes += stream.count
      stream += answer
      let pieces = stride(from: 0, to: stream.count, by: Self.pieceSize).map { stream[$0...].prefix(Self.pieceSize) }
      exchanges.append(Exchange(request: request, pieces: pieces, answer: answer))
    }
    self.exchanges = exchanges
    bytes = junkBytes + answerBytes
  }

  func run() throws -> Speed {
    // Noise may say by chance what was asked for, where the protocol has no checksum.
    guard round() >= Self.count * 99 / 100 else {
      throw BenchmarkFailure("\(boardProtocol.rawValue): answers were lost in the junk")
    }
    let start = Self.processorTime
    var rounds = 0
    while Self.processorTime - start < Self.shortestRun {
      _ = round()
      rounds += 1
    }
    let seconds = Double(Self.processorTime - start) / 1e9
    return Speed(
      bytesPerSecond: Double(bytes * rounds) / seconds, framesPerSecond: Double(Self.count * rounds) / seconds)
  }

  /// Of this thread, in nanoseconds: others may be at work on the machine.
  private static var processorTime: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// How many of the answers were found.
  private func round() -> Int {
    var parser = FrameParser(boardProtocol)
    var found = 0
    for exchange in exchanges {
      _ = parser.sent(exchange.request)
      var items: [FrameParser.Item] = []
      for piece in exchange.pieces { items += parser.received(piece) }
      if parser.isUnfinished { items += parser.lineWentQuiet() }
      parser.requestEnded()
      if items.contains(where: { if case .frame(let frame) = $0 { frame.bytes == exchange.answer } else { false } }) {
        found += 1
      }
    }
    return found
  }
}
