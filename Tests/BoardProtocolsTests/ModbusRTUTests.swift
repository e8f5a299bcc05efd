import BoardProtocols
import Testing

struct ModbusRTUTests {
  static let vectors = [
    Vector("01 01 00 00 00 08 3D CC", .request, 0, "query of 8 relays, board 1"),
    Vector("01 02 00 00 00 08 79 CC", .request, 0, "query of 8 inputs, board 1"),
    Vector("01 03 00 80 00 20 45 FA", .request, 0, "query of 32 inputs one by one, board 1", .computed),
    // Its third byte could be a number of bytes, but registers have two each.
    Vector("01 03 03 00 00 01 84 4E", .request, 0, "query of 1 registers from 03 00, board 1", .computed),
    Vector("01 03 00 C0 00 02 C4 37", .request, 0, "query of 32 packed inputs, board 1", .computed),
    Vector("01 05 00 00 FF 00 8C 3A", .request, 1, "relay on, board 1, lock 1"),
    Vector("01 05 00 00 00 00 CD CA", .request, 1, "relay off, board 1, lock 1"),
    Vector("01 05 00 FF FF 00 BC 0A", .request, 0, "all relays on, board 1", .computed),
    Vector("01 05 02 00 00 07 8D B0", .request, 1, "relay on for 700 ms, board 1, lock 1"),
    Vector("00 06 40 00 00 01 5C 1B", .request, 0, "setting of the address to 1, all boards"),
    Vector("00 06 40 00 00 02 1C 1A", .request, 0, "setting of the address to 2, all boards"),
    Vector("01 06 00 00 07 00 8B FA", .request, 0, "all relays on, board 1"),
    Vector("01 06 00 00 08 00 8E 0A", .request, 0, "all relays off, board 1"),
    Vector("01 0F 00 00 00 08 01 FF BE D5", .request, 0, "switching of 8 relays, board 1", .computed),
    Vector(
      "01 10 10 00 00 08 10 00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01 7C B1", .request, 0,
      "setting of 8 inputs' control modes, board 1"),

    Vector("01 02 01 00 A1 88", .stateAll, 8, "state of all inputs, board 1, set: none", .computed),
    Vector("01 02 01 20 A0 50", .stateAll, 8, "state of all inputs, board 1, set: 6"),
    Vector(
      "01 02 01 FF E1 C8", .stateAll, 8, "state of all inputs, board 1, set: 1, 2, 3, 4, 5, 6, 7, 8", .computed),
    Vector(
      "01 02 03 FF 00 03 08 7F", .stateAll, 24,
      "state of all inputs, board 1, set: 1, 2, 3, 4, 5, 6, 7, 8, 17, 18", .computed),
    Vector("01 03 02 00 01 79 84", .other, 0, "a register: 1, board 1"),
    Vector("01 82 02 C1 61", .other, 0, "function 02: no such address, board 1, refused", .computed),

    // What an answer says depends on what was asked.
    Vector(
      "01 02 01 20 A0 50", .stateAll, 6, "state of all inputs, board 1, set: 6", answering: "01 02 00 00 00 06 F8 08",
      .computed),
    Vector(
      "01 02 01 20 A0 50", .other, 0, "state of other inputs, board 1", answering: "01 02 00 00 00 18 78 00", .computed),
    Vector(
      "01 03 04 80 01 00 02 03 F2", .stateAll, 32, "state of all inputs, board 1, set: 1, 16, 18",
      answering: "01 03 00 C0 00 02 C4 37", .computed),
    Vector(
      "01 05 02 00 00 07 8D B0", .unlockReply, 1, "relay on for 700 ms, done, board 1, lock 1",
      answering: "01 05 02 00 00 07 8D B0"),
    Vector(
      "01 05 00 00 00 00 CD CA", .other, 1, "relay off, done, board 1, lock 1", answering: "01 05 00 00 00 00 CD CA"),
    Vector(
      "01 85 02 C3 51", .unlockReply, 1, "function 05: no such address, board 1, lock 1, refused",
      answering: "01 05 00 00 FF 00 8C 3A", .computed),
  ]

  @Test(arguments: vectors)
  func decodesAndEncodesBack(_ vector: Vector) throws {
    try vector.check(.modbusRTU)
    #expect(try ModbusRTU.Frame(Hex.bytes(vector.hex)).bytes == Hex.bytes(vector.hex))
  }

  @Test(arguments: [
    // Printed with these checks by public sources.
    ("01 01 01 01 51 88", "wrong checksum: expected 90 48, got 51 88"),
    ("01 02 01 03 A1 90", "wrong checksum: expected E1 89, got A1 90"),
    ("01 03 04 01 F4 02 58 70 DC", "wrong checksum: expected BA A7, got 70 DC"),
    ("01 02", "too short: such a frame has 5 bytes, these are 2"),
    ("01 02 00 00 00 08 79", "too short: such a frame has 8 bytes, these are 7"),
    ("01 02 00 00 00 00 78 0A", "the count 0 is not 1 to 2000"),
    ("00 02 00 00 00 08 78 1D", "the unit 0 speaks to all boards, which only a setting or switching does"),
    ("01 05 00 00 12 34 C0 BD", "a relay is switched with FF00 or 0000, for a time with up to 7FFF, not 12 34"),
    ("01 05 02 00 FF 00 8D 82", "a relay is switched with FF00 or 0000, for a time with up to 7FFF, not FF 00"),
    ("01 2B 0E 01 00 70 77", "unknown command 2B"),
    ("F8 02 00 00 00 08 6C 65", "the unit 248 is not 0 to 247"),
  ])
  func refuses(_ hex: String, _ message: String) throws {
    #expect(try Vector.refusal(of: hex, .modbusRTU) == message)
  }

  @Test(arguments: [
    (RegisterMap.waveshare8, 8, "01 02 00 00 00 08 79 CC"), (.waveshare32, 20, "01 02 00 00 00 14 78 05"),
    (.eletechsupN4DIH32, 32, "01 03 00 C0 00 02 C4 37"), (.eletechsupN4DIH32, 16, "01 03 00 C0 00 01 84 36"),
    (.eletechsupN4D8B08, 8, "01 03 00 81 00 08 14 24"), (.kc868A8, 8, "01 02 00 00 00 08 79 CC"),
  ])
  func asksAsTheMapSays(_ map: RegisterMap, _ locks: Int, _ hex: String) {
    #expect(Hex.text(BoardProtocol.modbusRTU.stateQuery(LockBoard(address: 1, locks: locks, map: map)).bytes) == hex)
  }

  /// Every map's own question is understood, and the answer to it names the locks that were asked for.
  @Test(arguments: RegisterMap.allCases)
  func theAnswerToAMapsQuestionIsItsLocks(_ map: RegisterMap) throws {
    let board = LockBoard(address: 9, locks: map.locks.upperBound, map: map)
    let query = BoardProtocol.modbusRTU.stateQuery(board)
    #expect(query.answer == .stateAll)
    let count = BoardProtocol.modbusRTU.stateAnswerLength(board) - 5
    let answer =
      query.bytes[1] == 2
      ? ModbusRTU.Frame.bits(unit: 9, .inputs, Array(repeating: 1, count: count))
      : .registers(unit: 9, Array(repeating: 1, count: count / 2))
    #expect(answer.bytes.count == count + 5)
    let frame = try BoardProtocol.modbusRTU.decode(answer.bytes, answering: query.bytes)
    #expect(frame.answers(query))
    #expect(frame.locks.map(\.lock) == Array(map.locks))
    #expect(frame.locks.first?.raw == 1)
  }

  /// A register that is neither 0 nor 1 is no input.
  @Test func aRegisterThatIsNoBitIsNoState() throws {
    let query = BoardProtocol.modbusRTU.stateQuery(LockBoard(address: 1, locks: 2, map: .eletechsupN4D8B08))
    let answer = ModbusRTU.Frame.registers(unit: 1, [1, 0x1234]).bytes
    let frame = try BoardProtocol.modbusRTU.decode(answer, answering: query.bytes)
    #expect(frame.kind == .other)
    #expect(frame.meaning == "registers: 1, 4660, board 1")
  }

  @Test func unlocksAsTheMapSays() throws {
    func plan(_ map: RegisterMap) -> UnlockPlan? {
      BoardProtocol.modbusRTU.unlock(LockBoard(address: 1, locks: 8, map: map), lock: 3)
    }
    guard case .pulse(let flash)? = plan(.waveshare8), case .pulse(let delay)? = plan(.eletechsupN4D8B08),
      case .hold(let on, let off, let hold)? = plan(.kc868A8)
    else {
      Issue.record("a map unlocks in another way")
      return
    }
    #expect(flash.meaning == "relay on for 400 ms, board 1, lock 3")
    #expect(Hex.text(flash.bytes.prefix(6)) == "01 05 02 02 00 04")
    #expect(delay.meaning == "relay on for 1 s, board 1, lock 3")
    #expect(Hex.text(on.bytes.prefix(6)) == "01 05 00 02 FF 00")
    #expect(Hex.text(off.bytes.prefix(6)) == "01 05 00 02 00 00")
    #expect(hold == .milliseconds(400))
    #expect(on.answer == .unlockReply)
    #expect(plan(.eletechsupN4DIH32) == nil)
  }
}
