import BoardProtocols
import LockerDomain

/// The answers in one protocol at one speed.
struct ProbeGroup {
  let boardProtocol: BoardProtocol
  let baud: BaudRate
  /// In the order of the questions; at least one.
  let records: [ProbeRecord]

  /// Those that anybody answered, in the order of the questions.
  static func all(in records: [ProbeRecord]) -> [ProbeGroup] {
    var groups: [ProbeGroup] = []
    for record in records where !record.answers.isEmpty {
      let question = record.question
      guard !groups.contains(where: { $0.boardProtocol == question.boardProtocol && $0.baud == question.baud }) else {
        continue
      }
      let same = records.filter {
        !$0.answers.isEmpty && $0.question.boardProtocol == question.boardProtocol && $0.question.baud == question.baud
      }
      groups.append(ProbeGroup(boardProtocol: question.boardProtocol, baud: question.baud, records: same))
    }
    return groups
  }

  func candidate(among groups: [ProbeGroup], _ all: [ProbeRecord]) -> ProbeVerdict.Candidate {
    let rivals = groups.filter { isRival($0) }
    return ProbeVerdict.Candidate(
      boardProtocol: boardProtocol, baud: baud, boards: boards, certainty: certainty(rivals),
      evidence: evidence, doubts: doubts(rivals, all))
  }

  private func isRival(_ other: ProbeGroup) -> Bool {
    other.baud == baud && other.boardProtocol != boardProtocol && !addresses.isDisjoint(with: other.addresses)
  }

  private var addresses: Set<Int> { Set(records.map(\.question.address)) }

  /// The longest answer of each address: a Modbus board was asked for more and more.
  private var boards: [ProbeVerdict.Board] {
    addresses.sorted().map { address in
      let its = records.filter { $0.question.address == address }
      return ProbeVerdict.Board(
        address: address, locks: its.flatMap(\.answers).map(\.locks.count).max() ?? 0,
        map: its.compactMap(\.question.map).max { $0.locks.upperBound < $1.locks.upperBound })
    }
  }

  /// Every address gave the same answer twice.
  private var isReadTwiceAlike: Bool {
    addresses.allSatisfy { address in
      let answers = records.filter { $0.question.address == address }.flatMap(\.answers)
      return answers.indices.contains { first in answers[(first + 1)...].contains { $0.bytes == answers[first].bytes } }
    }
  }

  private func certainty(_ rivals: [ProbeGroup]) -> ProbeVerdict.Certainty {
    guard rivals.isEmpty, isReadTwiceAlike else { return .unsure }
    switch boardProtocol {
    case .wkly, .modbusRTU: return .sure
    case .shuoming8A: return hasLengthAlone ? .likely : .sure
    case .kerongCU3x, .kerongCU5x, .kerongCU6x, .winnsen: return .likely
    }
  }

  /// An 8A/80 board whose bits are all 0 answers with its request and some zeros in it.
  private var hasLengthAlone: Bool {
    boardProtocol == .shuoming8A && records.allSatisfy { $0.answers.allSatisfy { $0.locks.allSatisfy { $0.raw == 0 } } }
  }

  private var evidence: [String] {
    guard let first = records.first, let answer = first.answers.first else { return [] }
    let read =
      isReadTwiceAlike ? "read twice alike" : "not read alike a second time: a door moved, or it was no answer"
    return [
      "asked \(Hex.text(first.question.request.bytes)), answered \(Hex.text(answer.bytes)) after \(first.after.inMilliseconds) ms",
      "\(answer.bytes.count) bytes, as this answer has; \(check)",
      "it gives the address that was asked; \(read)",
    ]
  }

  private var check: String {
    switch boardProtocol {
    case .modbusRTU: "its CRC holds"
    case .wkly: "its four first bytes and its XOR hold"
    case .shuoming8A: "its XOR holds"
    case .kerongCU3x, .kerongCU5x, .kerongCU6x: "head, command, tail and sum hold"
    case .winnsen: "head, length and tail hold"
    }
  }

  private func doubts(_ rivals: [ProbeGroup], _ all: [ProbeRecord]) -> [String] {
    var doubts = rivals.map { "\($0.boardProtocol.rawValue) is answered at this address too" }
    switch boardProtocol {
    case .shuoming8A where hasLengthAlone:
      doubts.append(
        "all its bits are 0, so the answer differs from the question in its length alone: open a door and probe again")
    case .kerongCU3x, .kerongCU5x, .kerongCU6x:
      let silent = Set(
        all.filter {
          $0.question.boardProtocol.isKerong && $0.question.baud == baud && $0.answers.isEmpty
            && addresses.contains($0.question.address)
        }.map(\.question.boardProtocol)
      ).subtracting([boardProtocol]).map(\.rawValue).sorted()
      doubts.append(
        "the sum is weak, it sees no swapped bytes"
          + (silent.isEmpty ? "" : "; the other revisions got no answer (\(silent.joined(separator: ", ")))"))
    case .winnsen: doubts.append("the protocol has no checksum: noise can look like this")
    case .modbusRTU: doubts += mapDoubts
    case .shuoming8A, .wkly: break
    }
    return doubts
  }

  private var mapDoubts: [String] {
    let boards = boards
    let maps = RegisterMap.allCases.filter { map in boards.contains { $0.map == map } }
    return maps.map { map in
      let same = RegisterMap.allCases.filter { $0 != map && $0.inputs == map.inputs && $0.locks == map.locks }
      let units = boards.filter { $0.map == map }.map { String($0.address) }.joined(separator: ", ")
      return (maps.count == 1 ? "" : "unit \(units): ")
        + "that inputs are read there is known, where its relays are is not: compare the board's name with the map \(map.rawValue)"
        + (same.isEmpty ? "" : " (\(same.map(\.rawValue).joined(separator: ", ")) reads alike)")
    }
  }
}

extension ProbeRecord {
  var answers: [BoardFrame] {
    switch hearing {
    case .answer(let frame): [frame]
    case .severalAnswers(let frames): frames
    case .nothing, .echo, .refusal, .strange, .noise: []
    }
  }
}
