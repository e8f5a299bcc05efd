import Captures
import Testing

struct CaptureParserTests {
  @Test("what was written is read back, and written the same again")
  func roundTrip() throws {
    var random = RandomCapture(seed: 4)
    for _ in 0..<500 {
      let capture = random.next()
      let read = try CaptureParser.capture(capture.text)
      #expect(read == capture)
      #expect(read.text == capture.text)
    }
  }

  @Test("a file that was cut off anywhere is a shorter capture, or an error in its last line")
  func cutOff() {
    let bytes = Array(Self.capture.utf8)
    for length in bytes.indices {
      let text = String(decoding: bytes[..<length], as: UTF8.self)
      switch Result(catching: { () throws(InvalidCapture) in try CaptureParser.capture(text) }) {
      case .success(let capture): #expect(capture.end == nil || length >= bytes.count - 1)
      case .failure(let error):
        let last = text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect((last - 1...last).contains(error.line), "line \(error.line) of \(last): \(error.message)")
      }
    }
  }

  private static let head = """
    locker-agent capture 1
    by locker-agent 0.1.0
    bank gotham-1
    began 2026-07-29T12:34:56.789Z synchronised
    boot 4711.123456
    note quoted bytes
    timing hold_s=10,min_open_s=0
    bus bus-a kerong-cu-3x 19200 poll_ms=200,gap_ms=25 /dev/ttyUSB0
    board bus-a 0 locks=16 closed=1 sensor=latch goods=0
    door A1 bus-a 0 1 closed=0
    door C1 contact gpio-sim.0-node0%20line%203

    """
  private static let capture =
    head + """

          0.000000 open bus-a
      # a comment
          0.000214 > bus-a 02 00 30 03 35
          0.005880 < bus-a 02 00 35 FF FF 00 00 03 38
          1.200000 door C1 open 1
          1.300000 door C1 unknown - unplugged
          2.000000 order 1 place A1 C1 --loaded
          3.000000 order 1 collect
          4.000000 lost 17
          5.000000 order 2 place
          6.000000 scan scanner%20a order 2
          7.000000 unlock A1 pickup
          9.000000 closed bus-a
          9.100000 end

      """

  @Test("each kind of line")
  func kinds() throws {
    let capture = try CaptureParser.capture(Self.capture)
    #expect(capture.end != nil)
    #expect(capture.head.buses.first?.boards.count == 1)
    #expect(capture.head.doors.last?.place == .contact("gpio-sim.0-node0 line 3"))
    #expect(capture.events.count == 12)
    #expect(capture.events[2].what == .received(bus: "bus-a", [2, 0, 0x35, 0xFF, 0xFF, 0, 0, 3, 0x38]))
    #expect(capture.events[4].what == .door(compartment: "C1", .init(.unknown, raw: nil, reason: "unplugged")))
    #expect(capture.events[5].what == .placed(order: 1, compartments: ["A1", "C1"], loaded: true, again: false))
    #expect(capture.events[6].at == .seconds(3))
    #expect(capture.events[8].what == .placed(order: 2, compartments: [], loaded: false, again: false))
    #expect(capture.events[9].what == .scanned(scanner: "scanner a", .order(2)))
    #expect(capture.events[10].what == .unlockAsked(compartment: "A1", .pickup))
    let board = try #require(capture.head.buses.first?.boards.first)
    #expect(board.sensesLatch && board.goods == 0)
    #expect(capture.head.doors.map(\.closed) == [0, nil])
  }

  /// A line that stands in for one of the capture, and what is said of it.
  struct Broken: Sendable, CustomTestStringConvertible {
    let line: Int
    let text: String
    let words: String
    var testDescription: String { "\(line): \(text)" }

    init(_ line: Int, _ text: String, _ words: String) {
      self.line = line
      self.text = text
      self.words = words
    }
  }

  @Test(
    "what is wrong is said with its line",
    arguments: [
      Broken(1, "locker-agent capture 2", "another version"),
      Broken(1, "bank: {id: gotham-1}", "no capture"),
      Broken(3, "bank gotham 1", "bank gotham-1"),
      Broken(4, "began yesterday synchronised", "began"),
      Broken(5, "boot 4711", "boot"),
      Broken(6, "phone +12015550199", "`phone` is not known"),
      Broken(6, "bank twice", "twice"), Broken(6, "note \u{1b}[2J", "control character"),
      Broken(3, "bank %1B[2J", "bank gotham-1"),
      Broken(7, "timing hold_s=10,hold_s=11", "timing"),
      Broken(8, "bus bus-a kerong-cu-4x 19200 poll_ms=200 /dev/ttyUSB0", "bus"),
      Broken(9, "board bus-b 0 locks=16 closed=1", "no bus `bus-b`"),
      Broken(9, "board bus-a 0 locks=17 closed=1", "number of locks"),
      Broken(9, "board bus-a 0 locks=16 closed=1 map=waveshare-8ch", "modbus-rtu"),
      Broken(10, "door A1 bus-a 0 17", "no such lock"),
      Broken(11, "door A1 contact x", "twice"),
      Broken(13, "0 open bus-a", "begins with its time"),
      Broken(13, "    0.000000 open bus-b", "no bus `bus-b`"),
      Broken(13, "    0.000000 opened bus-a", "`opened` is not known"),
      Broken(15, "    0.000214 > bus-a 02 00 30 03 3", "two hexadecimal digits"),
      Broken(15, "    0.000214 > bus-a", "> bus-a"),
      Broken(16, "    0.000213 < bus-a 02", "goes back"),
      Broken(17, "    1.200000 door A1 open 1", "with a contact"),
      Broken(17, "    1.200000 door C1 unknown 1", "door C1 open 1"),
      Broken(19, "    2.000000 order 1001x place A1", "order 1 place A1"),
      Broken(19, "    2.000000 order 1 place Z9", "no compartment `Z9`"),
      Broken(20, "    3.000000 order 1 unlock", "order 1 place A1"),
      Broken(21, "    4.000000 lost 0", "lost 17"),
      Broken(9, "board bus-a 0 locks=16 closed=1 goods=2", "goods=1"),
      Broken(9, "board bus-a 0 locks=16 closed=1 goods=1 sensor=latch", "in this order"),
      Broken(10, "door A1 bus-a 0 1 closed=2", "closed=0"),
      Broken(22, "    5.000000 order 2 place ", "order 1 place A1"),
      Broken(23, "    6.000000 scan scanner-a ORD1001", "scan scanner-a order 1"),
      Broken(23, "    6.000000 scan scanner-a order 1001x", "scan scanner-a order 1"),
      Broken(23, "    6.000000 scan scanner-a compartment Z9", "no compartment `Z9`"),
      Broken(24, "    7.000000 unlock C1 staff", "`C1` with a lock"),
      Broken(24, "    7.000000 unlock A1 burglar", "unlock A1 staff"),
      Broken(25, "    9.000000 end", "nothing comes behind"),
    ])
  func broken(broken: Broken) throws {
    var lines = Self.capture.split(separator: "\n", omittingEmptySubsequences: false)
    lines[broken.line - 1] = Substring(broken.text)
    let error = try #require(throws: InvalidCapture.self) {
      try CaptureParser.capture(lines.joined(separator: "\n"))
    }
    // What stands behind the end is what is wrong there.
    #expect(error.line == (broken.line == 25 ? 26 : broken.line))
    #expect(error.message.contains(broken.words), "\(error.message)")
  }

  @Test("a line that is missing is named")
  func missing() throws {
    for key in ["by", "bank", "began", "boot", "timing", "board", "door"] {
      let lines = Self.head.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix(key + " ") && (key != "board" || !$0.hasPrefix("door A1")) }
      let error = try #require(throws: InvalidCapture.self) {
        try CaptureParser.capture(lines.joined(separator: "\n"))
      }
      #expect(error.message.contains("`\(key)`"), "\(error.message)")
    }
  }
}
