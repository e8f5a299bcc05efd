import BoardProtocols

/// What a probe's silence, echoes and strange bytes point to.
struct ProbeFindings {
  private let records: [ProbeRecord]
  private let hasCandidates: Bool

  init(_ records: [ProbeRecord], hasCandidates: Bool) {
    self.records = records
    self.hasCandidates = hasCandidates
  }

  var sentences: [String] {
    let found = doubled + refused + strange + noisy
    return found.isEmpty && !hasCandidates ? [silence] : found
  }

  private var silence: String {
    if records.contains(where: { $0.isEchoed }) {
      return """
        only our own questions came back: the adapter hears itself, so it and the port work, but no board answers at the \
        addresses \(addresses): check the boards' supply, their address switches and the wires A and B
        """
    }
    return """
      not a byte came back on \(records.count) questions at \(speeds) baud: check the boards' supply, the wires A and B \
      (swap them), the address switches (asked: \(addresses)), and whether the adapter switches its transmitter by itself \
      (--rs485 lets the port's driver do it)
      """
  }

  /// Two boards on one address: both answers come through, or they spoil each other.
  private var doubled: [String] {
    let together = records.compactMap { record -> ProbeQuestion? in
      if case .severalAnswers = record.hearing { record.question } else { nil }
    }.map(\.address)
    let spoilt = records.filter { $0.hearing == .noise && Self.isAnswered($0.question, in: records) }
      .map(\.question.address)
    return Set(together + spoilt).sorted().map {
      "more than one board has the address \($0): their answers come together; set each board's switches to an address of its own"
    }
  }

  /// Somebody has answered in this protocol at this speed, at another address or another time.
  private static func isAnswered(_ question: ProbeQuestion, in records: [ProbeRecord]) -> Bool {
    records.contains {
      $0.question.boardProtocol == question.boardProtocol && $0.question.baud == question.baud && !$0.answers.isEmpty
    }
  }

  private var refused: [String] {
    let units = Set(records.filter { !$0.answers.isEmpty }.map(\.question.address))
    var sentences: [String] = []
    for case (.refusal(let frame), let question) in records.map({ ($0.hearing, $0.question) })
    where !units.contains(question.address) {
      let sentence = """
        unit \(question.address) speaks modbus-rtu at \(question.baud.rawValue) baud and has no inputs where the known \
        boards have them: its manual says where (\(frame.name))
        """
      let isKnown = sentences.contains { $0.hasPrefix("unit \(question.address) speaks") }
      if !isKnown { sentences.append(sentence) }
    }
    return sentences
  }

  private var strange: [String] {
    var sentences: [String] = []
    for record in records {
      guard case .strange(let boardProtocol, let frame) = record.hearing else { continue }
      let question = record.question
      let sentence: String
      if boardProtocol != question.boardProtocol {
        sentence =
          "a \(boardProtocol.rawValue) frame came to a \(question.boardProtocol.rawValue) question (\(frame.meaning)): try --protocol \(boardProtocol.rawValue), or somebody else talks on this line"
      } else {
        sentence =
          "a frame came that was not asked for (\(frame.meaning)): another program on this line, or boards that tell by themselves"
      }
      if !sentences.contains(sentence) { sentences.append(sentence) }
    }
    return Array(sentences.prefix(3))
  }

  private var noisy: [String] {
    let noise = records.filter { $0.hearing == .noise && !Self.isAnswered($0.question, in: records) }
    guard let example = noise.first, !hasCandidates else { return [] }
    let all = Set(records.map(\.question.baud))
    let heard = Set(noise.map(\.question.baud))
    let place =
      heard == all
      ? "at every speed that was asked" : "at \(Self.listed(heard)) baud"
    return [
      """
      bytes came that are no frame of any protocol, \(place) (\(Hex.text(example.received.prefix(12)))): the speed is \
      another (--baud), A and B are swapped, two boards have one address, or the parity is not 8N1
      """
    ]
  }

  private var addresses: String {
    let all = Set(records.map(\.question.address)).sorted()
    return all.map(String.init).joined(separator: ", ")
  }

  private var speeds: String { Self.listed(Set(records.map(\.question.baud))) }

  private static func listed(_ speeds: Set<BaudRate>) -> String {
    speeds.map(\.rawValue).sorted().map(String.init).joined(separator: ", ")
  }
}
