import BoardProtocols
import Testing

struct UnlockSequenceTests {
  private let on = coil(on: true)
  private let off = coil(on: false)

  private static func coil(on: Bool) -> BoardFrame {
    let plan = BoardProtocol.modbusRTU.unlock(LockBoard(address: 1, map: .kc868A8), lock: 1)
    guard case .hold(let first, let second, _)? = plan else { preconditionFailure("this map has coils") }
    return on ? first : second
  }

  private var held: UnlockSequence { UnlockSequence(.hold(on: on, off: off, for: .milliseconds(400))) }

  private func answer(to request: BoardFrame) throws -> BoardFrame {
    try BoardProtocol.modbusRTU.decode(request.bytes, answering: request.bytes)
  }

  private func refusal(of request: BoardFrame) throws -> BoardFrame {
    let bytes = ModbusRTU.Frame.refused(unit: 1, function: 5, code: 4).bytes
    return try BoardProtocol.modbusRTU.decode(bytes, answering: request.bytes)
  }

  @Test func aPulseIsOneRequest() throws {
    var sequence = UnlockSequence(.pulse(on))
    #expect(sequence.start(at: .zero) == [.send(on)])
    #expect(!sequence.isUnderPower)
    #expect(sequence.answered(try answer(to: on), at: .milliseconds(20)) == [.ended(.accepted), .finished])
  }

  @Test func aPulseWithoutAnAnswerIsUnknownAndNeverSentAgain() {
    var sequence = UnlockSequence(.pulse(on))
    _ = sequence.start(at: .zero)
    #expect(sequence.timedOut(at: .seconds(1)) == [.ended(.unknown), .finished])
    #expect(sequence.portOpened(at: .seconds(2)).isEmpty)
    #expect(sequence.timePassed(at: .seconds(9)).isEmpty)
  }

  @Test func aHeldLockIsLetGo() throws {
    var sequence = held
    #expect(sequence.start(at: .seconds(1)) == [.send(on)])
    #expect(
      sequence.answered(try answer(to: on), at: .milliseconds(1050))
        == [.ended(.accepted), .wait(until: .milliseconds(1400))])
    #expect(sequence.isUnderPower)
    #expect(sequence.timePassed(at: .milliseconds(1399)) == [.wait(until: .milliseconds(1400))])
    #expect(sequence.timePassed(at: .milliseconds(1400)) == [.send(off)])
    #expect(sequence.answered(try answer(to: off), at: .milliseconds(1420)) == [.finished])
    #expect(!sequence.isUnderPower)
  }

  @Test func whatWasNotSentHasNotHappened() {
    var sequence = held
    _ = sequence.start(at: .zero)
    #expect(sequence.notSent(at: .zero) == [.ended(.notSent), .finished])
    #expect(!sequence.isUnderPower)
  }

  @Test func whatWasRefusedHasNotHappened() throws {
    var sequence = held
    _ = sequence.start(at: .zero)
    #expect(sequence.answered(try refusal(of: on), at: .milliseconds(10)) == [.ended(.refused), .finished])
    #expect(!sequence.isUnderPower)
  }

  /// Nobody knows whether the coil is on: it is switched off, and switched on no second time.
  @Test func anUnknownEndIsLetGoAtOnce() {
    var sequence = held
    _ = sequence.start(at: .zero)
    #expect(sequence.timedOut(at: .milliseconds(500)) == [.ended(.unknown), .send(off)])
    #expect(sequence.isUnderPower)
  }

  @Test func lettingGoIsRepeatedUntilItIsConfirmed() throws {
    var sequence = held
    _ = sequence.start(at: .zero)
    _ = sequence.timedOut(at: .milliseconds(500))
    var now = Duration.milliseconds(500)
    var pauses: [Duration] = []
    for attempt in 1...9 {
      // Not answered, not sent, refused: all the same.
      let actions =
        switch attempt % 3 {
        case 0: sequence.timedOut(at: now)
        case 1: sequence.notSent(at: now)
        default: sequence.answered(try refusal(of: off), at: now)
        }
      guard case .wait(let until)? = actions.first else {
        Issue.record("it gave up: \(actions)")
        return
      }
      pauses.append(until - now)
      now = until
      #expect(sequence.timePassed(at: now) == [.send(off)])
      #expect(sequence.isUnderPower)
    }
    #expect(pauses == [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000].map { .milliseconds($0) })
    #expect(sequence.answered(try answer(to: off), at: now) == [.finished])
  }

  @Test func aLostPortIsLetGoWhenItIsBack() throws {
    var sequence = held
    _ = sequence.start(at: .zero)
    #expect(sequence.portLost(at: .milliseconds(100)) == [.ended(.unknown), .wait(until: .milliseconds(400))])
    #expect(sequence.timePassed(at: .milliseconds(400)) == [.send(off)])
    guard case .wait? = sequence.notSent(at: .milliseconds(400)).first else {
      Issue.record("it gave up")
      return
    }
    #expect(sequence.portOpened(at: .milliseconds(450)) == [.send(off)])
    #expect(sequence.answered(try answer(to: off), at: .milliseconds(470)) == [.finished])
  }
}
