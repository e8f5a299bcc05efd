package import BoardProtocols

/// Decides which question comes next: the usual speed of each protocol first, the others only while nobody answers, and as
/// few as will do once somebody has.
///
/// Protocols with a good check come first: what a board that doesn't speak them makes of a query is least likely to be
/// anything. WINNSEN's, which has none, comes last.
package struct ProbeCourse: Sendable {
  package static let usualAddresses = 0...3

  private static let order: [BoardProtocol] = [
    .shuoming8A, .wkly, .modbusRTU, .kerongCU3x, .kerongCU6x, .kerongCU5x, .winnsen,
  ]
  /// One for each place where Modbus boards have their inputs.
  private static let maps: [RegisterMap] = [.waveshare8, .eletechsupN4DIH32, .eletechsupN4D8B08]
  /// The same place, with more inputs.
  private static let largerMaps: [RegisterMap] = [.waveshare16, .waveshare32]

  private var queue: [ProbeQuestion]
  /// Asked while nobody has answered: the speeds that boards can be set to.
  private var reserve: [ProbeQuestion]
  private var hasAnswer = false
  private var repeated: Set<ProbeQuestion> = []

  /// - Parameters:
  ///   - protocols: those to ask; nil: all.
  ///   - baud: the only speed to ask at; nil: the usual ones, then the others.
  package init(
    protocols: [BoardProtocol]? = nil, baud: BaudRate? = nil, addresses: ClosedRange<Int> = usualAddresses
  ) {
    let asked = Self.order.filter { protocols?.contains($0) ?? true }
    queue = asked.flatMap { name in
      Self.questions(name, baud: baud ?? name.defaultBaud, addresses, maps: Self.maps)
    }
    reserve =
      baud != nil
      ? []
      : asked.flatMap { name in
        name.bauds.filter { $0 != name.defaultBaud }.reversed().flatMap {
          Self.questions(name, baud: $0, addresses, maps: [.waveshare8])
        }
      }
    // A port is set to another speed as seldom as possible, and the likelier ones come first.
    reserve = [BaudRate.b9600, .b19200, .b115200, .b57600, .b38400, .b4800, .b2400, .b1200].flatMap { baud in
      reserve.filter { $0.baud == baud }
    }
  }

  /// How many questions there are at most, from here on, without those that an answer leads to.
  package var count: Int { queue.count + (hasAnswer ? 0 : reserve.count) }

  /// nil when all has been asked.
  package mutating func next() -> ProbeQuestion? {
    if queue.isEmpty, !hasAnswer { swap(&queue, &reserve) }
    return queue.isEmpty ? nil : queue.removeFirst()
  }

  /// The port doesn't do this speed.
  mutating func drop(_ baud: BaudRate) {
    queue.removeAll { $0.baud == baud }
    reserve.removeAll { $0.baud == baud }
  }

  /// What came of the question that `next` gave last.
  package mutating func heard(_ record: ProbeRecord) {
    let question = record.question
    switch record.hearing {
    case .nothing, .echo, .noise, .strange: return
    case .refusal:
      hasAnswer = true
      // It speaks Modbus: only where it has its inputs is open.
      queue.removeAll { $0.boardProtocol != .modbusRTU || $0.baud != question.baud }
    case .answer, .severalAnswers:
      hasAnswer = true
      queue.removeAll { !Self.isWorthAsking($0, after: question) }
      guard repeated.insert(question).inserted else { return }
      if question.boardProtocol == .modbusRTU, question.map == .waveshare8 {
        queue.insert(contentsOf: Self.largerMaps.compactMap { question.with(map: $0) }, at: 0)
      }
      queue.insert(question, at: 0)
    }
  }

  private static func questions(
    _ name: BoardProtocol, baud: BaudRate, _ addresses: ClosedRange<Int>, maps: [RegisterMap]
  ) -> [ProbeQuestion] {
    let maps: [RegisterMap?] = name == .modbusRTU ? maps : [nil]
    return maps.flatMap { map in
      addresses.compactMap { ProbeQuestion(name, baud: baud, address: $0, map: map) }
    }
  }

  /// Other addresses of what has answered; and whoever could have given the same answer.
  private static func isWorthAsking(_ question: ProbeQuestion, after answered: ProbeQuestion) -> Bool {
    guard question.baud == answered.baud else { return false }
    if question.boardProtocol == answered.boardProtocol {
      // A Modbus board that has answered in one place is not asked in another.
      return question.address != answered.address || question.map == answered.map
        || question.map.map(largerMaps.contains) ?? false
    }
    // The sum of KERONG's revisions is weak: each is asked.
    return question.boardProtocol.isKerong && answered.boardProtocol.isKerong && question.address == answered.address
  }
}

extension BoardProtocol {
  var isKerong: Bool {
    switch self {
    case .kerongCU3x, .kerongCU5x, .kerongCU6x: true
    case .shuoming8A, .wkly, .winnsen, .modbusRTU: false
    }
  }
}
