import BoardProtocols
import Simulation
import TestSupport
import Testing

@testable import SerialBus

/// Any boards, any of them dead: the others keep their period, and the dead are found when they come back.
struct BusFairnessTests {
  /// A bus that is drawn by lot, whose living boards fit into its period.
  private struct Draw: CustomStringConvertible {
    let boardProtocol: BoardProtocol
    let count: Int
    let dead: Set<Int>
    let period: Duration
    let delays: [Int: Duration]
    /// One exchange of the slowest board with the gap behind it.
    let exchange: Duration

    init(_ seed: Int) {
      var random = SeededGenerator(seed: UInt64(seed))
      boardProtocol = BoardProtocol.allCases.randomElement(using: &random) ?? .wkly
      count = Int.random(in: 1...9, using: &random)
      let addresses = 1...count
      dead = Set(addresses.filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
      var delays: [Int: Duration] = [:]
      for address in addresses { delays[address] = .milliseconds(Int.random(in: 1...20, using: &random)) }
      self.delays = delays
      let board = LockBoard(address: 1, locks: 8, map: boardProtocol == .modbusRTU ? .waveshare8 : nil)
      let bytes = boardProtocol.stateQuery(board).bytes.count + boardProtocol.stateAnswerLength(board)
      exchange = boardProtocol.defaultBaud.wireTime(bytes: bytes) + .milliseconds(20 + 25)
      // At most four fifths of the line are taken.
      let least = exchange * count * 5 / 4
      period = max(least, .milliseconds(Int.random(in: 100...1000, using: &random)))
    }

    var description: String { "\(boardProtocol.rawValue), \(count) boards, dead \(dead.sorted()), every \(period)" }

    func world() throws -> BusWorld {
      let map: RegisterMap? = boardProtocol == .modbusRTU ? .waveshare8 : nil
      var world = try BusWorld(
        boardProtocol, boards: (1...count).map { SimulatedBoard(address: $0, locks: 8) }, map: map, pollEvery: period)
      world.delays = delays
      return world
    }
  }

  @Test(arguments: 0..<40)
  func livingBoardsKeepTheirPeriod(_ seed: Int) throws {
    let draw = Draw(seed)
    var world = try draw.world()
    // Some are dead from the start, the others die while they are polled.
    let first = draw.dead.filter { $0.isMultiple(of: 2) }
    for address in first { world.boards[address - 1].isSilent = true }
    world.run(for: .seconds(15))
    for address in draw.dead { world.boards[address - 1].isSilent = true }
    world.run(for: .seconds(15))
    for health in world.machine.health.boards {
      let state: BoardHealth.Presence = draw.dead.contains(health.address) ? .offline : .online
      #expect(health.presence == state, "\(draw): board \(health.address)")
    }

    let start = world.now
    let spell = Duration.seconds(40)
    world.run(for: spell)
    #expect(world.collisions.isEmpty, "\(draw)")
    for address in 1...draw.count {
      let times = world.queries(of: address).filter { $0 >= start }
      if draw.dead.contains(address) {
        let longest = Self.longestPause(times, from: start, to: world.now)
        #expect(longest <= .seconds(3) * draw.dead.count + .seconds(1), "\(draw): board \(address) waited \(longest)")
        continue
      }
      // Not one turn is lost.
      let due = Int(spell / draw.period)
      #expect(times.count >= due - 1, "\(draw): board \(address) was asked \(times.count) times, not \(due)")
      let longest = Self.longestPause(times, from: nil, to: nil)
      let late = draw.exchange * draw.count + (draw.dead.isEmpty ? .zero : .milliseconds(150))
      #expect(longest <= draw.period + late, "\(draw): board \(address) waited \(longest)")
    }

    for address in draw.dead { world.boards[address - 1].isSilent = false }
    world.run(for: .seconds(3) * (draw.dead.count + 1))
    #expect(world.machine.health.boards.allSatisfy { $0.presence == .online }, "\(draw)")
  }

  /// A line without a pause between its turns: the living give up a little, the dead are found all the same.
  @Test func aFullLineFindsTheDeadToo() throws {
    var world = try BusWorld(
      .kerongCU3x, boards: (0..<8).map { SimulatedBoard(address: $0, locks: 16) }, pollEvery: .milliseconds(10))
    world.boards[3].isSilent = true
    world.run(for: .seconds(10))
    let before = world.queries(of: 0).count
    world.run(for: .seconds(30))
    // 7.3 ms on the wire, 5 for the board, 25 between them.
    let whole = 30 / (0.0373 * 7)
    #expect(Double(world.queries(of: 0).count - before) > whole * 0.93)
    world.boards[3].isSilent = false
    world.run(for: .seconds(6))
    #expect(world.machine.health.boards[3].presence == .online)
  }

  /// Nothing is lost between the exchanges of a line that is never idle: wire, board and gap are all there is.
  @Test func aFullLineIsUsedToTheLastMillisecond() throws {
    var world = try BusWorld(
      .kerongCU3x, boards: (0..<16).map { SimulatedBoard(address: $0, locks: 16) }, pollEvery: .milliseconds(10))
    world.run(for: .seconds(10))
    let times = world.queries(of: 5)
    let rounds = times.suffix(11)
    let round = ((rounds.last ?? .zero) - (rounds.first ?? .zero)) / 10
    let wire = BaudRate.b19200.wireTime(bytes: 5 + 9)
    #expect(round <= (wire + .milliseconds(5 + 25)) * 16 + .microseconds(10))
  }

  private static func longestPause(_ times: [Duration], from start: Duration?, to end: Duration?) -> Duration {
    let all = [start].compactMap(\.self) + times + [end].compactMap(\.self)
    return zip(all.dropFirst(), all).map { $0 - $1 }.max() ?? .zero
  }
}
