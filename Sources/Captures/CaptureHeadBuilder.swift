import BoardProtocols

/// Puts a head together, line by line.
struct CaptureHeadBuilder {
  struct Missing: Error { let message: String }

  private var program: String?
  private var bank: String?
  private var began: (time: String, clock: String)?
  private var boot: Duration?
  private var notes: [String] = []
  private var timing: [CaptureHead.Setting]?
  private var buses: [CaptureHead.Bus] = []
  private var doors: [CaptureHead.Door] = []

  private static let clocks = ["synchronised", "trusted", "unsynchronised"]

  /// What is wrong with the line; nil when it was taken.
  mutating func take(_ line: Substring) -> String? {
    // By bytes: a note may begin with a mark that combines with the space before it.
    let end = line.utf8.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
    let key = line[..<end]
    let rest = end == line.endIndex ? "" : Substring(line.utf8[line.utf8.index(after: end)...])
    let words = rest.split(separator: " ", omittingEmptySubsequences: false)
    switch key {
    case "by": return set(&program, rest.isEmpty ? nil : String(rest), "by locker-agent 0.1.0")
    case "bank": return set(&bank, words.count == 1 ? CaptureWord.name(words[0]) : nil, "bank gotham-1")
    case "began": return set(&began, Self.began(words), "began 2026-07-29T12:34:56.789Z synchronised")
    case "boot": return set(&boot, CaptureTime.time(rest), "boot 4711.123456")
    case "note":
      notes.append(String(rest))
      return nil
    case "timing": return set(&timing, words.count == 1 ? Self.settings(words[0]) : nil, "timing hold_s=10")
    case "bus": return take(bus: words)
    case "board": return take(board: words)
    case "door": return take(door: words)
    default: return "`\(key)` is not known in the head; known are by, bank, began, boot, note, timing, bus, board, door"
    }
  }

  func head() -> Result<CaptureHead, Missing> {
    guard let program else { return .failure(Missing(message: "the head has no line `by`")) }
    guard let bank else { return .failure(Missing(message: "the head has no line `bank`")) }
    guard let began else { return .failure(Missing(message: "the head has no line `began`")) }
    guard let boot else { return .failure(Missing(message: "the head has no line `boot`")) }
    guard let timing else { return .failure(Missing(message: "the head has no line `timing`")) }
    guard !doors.isEmpty else { return .failure(Missing(message: "the head has no line `door`")) }
    if let bus = buses.first(where: \.boards.isEmpty) {
      return .failure(Missing(message: "the bus `\(bus.name)` has no line `board`"))
    }
    return .success(
      CaptureHead(
        program: program, bank: bank, began: began.time, clock: began.clock, boot: boot, notes: notes, timing: timing,
        buses: buses, doors: doors))
  }

  private func set<Value>(_ place: inout Value?, _ value: Value?, _ example: String) -> String? {
    guard place == nil else { return "this line stands there twice" }
    place = value
    return value == nil ? "write it as `\(example)`" : nil
  }

  private static func began(_ words: [Substring]) -> (String, String)? {
    guard words.count == 2, clocks.contains(String(words[1])), isTime(words[0]) else { return nil }
    return (String(words[0]), String(words[1]))
  }

  private static func isTime(_ word: Substring) -> Bool {
    let pattern = "0000-00-00T00:00:00.000Z".utf8
    return word.utf8.count == pattern.count
      && zip(word.utf8, pattern).allSatisfy { byte, expected in
        expected == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == expected
      }
  }

  /// `hold_s=10,min_open_s=0`; each once.
  private static func settings(_ word: Substring) -> [CaptureHead.Setting]? {
    var settings: [CaptureHead.Setting] = []
    for part in word.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isPlain) }),
        !settings.contains(where: { $0.name == sides[0] })
      else { return nil }
      settings.append(CaptureHead.Setting(String(sides[0]), String(sides[1])))
    }
    return settings
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private mutating func take(bus words: [Substring]) -> String? {
    guard words.count == 5, let name = CaptureWord.name(words[0]),
      let boardProtocol = BoardProtocol(rawValue: String(words[1])),
      let baud = Int(words[2]).flatMap(BaudRate.init(rawValue:)), words[2] == "\(baud.rawValue)",
      let settings = Self.settings(words[3]), let port = CaptureWord.name(words[4])
    else { return "write it as `bus bus-a kerong-cu-3x 19200 poll_ms=200,gap_ms=25 /dev/serial/by-id/...`" }
    guard !buses.contains(where: { $0.name == name }) else { return "the bus `\(name)` stands there twice" }
    buses.append(
      CaptureHead.Bus(name: name, boardProtocol: boardProtocol, baud: baud, settings: settings, port: port))
    return nil
  }

  private mutating func take(board words: [Substring]) -> String? {
    guard words.count >= 4, let bus = CaptureWord.name(words[0]), let address = Self.number(words[1]),
      let locks = Self.number(words[2], "locks"), let closed = Self.bit(words[3], "closed")
    else { return "write it as `board bus-a 0 locks=16 closed=1`" }
    guard let index = buses.firstIndex(where: { $0.name == bus }) else { return "there is no bus `\(bus)` before it" }
    let boardProtocol = buses[index].boardProtocol
    var rest = words[4...]
    let sensesLatch = rest.first == "sensor=latch"
    if sensesLatch { rest.removeFirst() }
    var goods: Int?
    if rest.first?.hasPrefix("goods=") == true {
      guard boardProtocol.tellsOfGoods else { return "no board that speaks \(boardProtocol.rawValue) tells of goods" }
      guard let bit = Self.bit(rest.removeFirst(), "goods") else { return "write it as `goods=0` or `goods=1`" }
      goods = bit
    }
    var map: RegisterMap?
    if let word = rest.popFirst() {
      guard word.hasPrefix("map=") else {
        return "`\(word)` is not known here; behind `closed=1` come sensor=latch, goods=1 and map=..., in this order"
      }
      guard let known = RegisterMap(rawValue: String(word.dropFirst(4))), rest.isEmpty else {
        return "the map is none of \(RegisterMap.allCases.map(\.rawValue).joined(separator: ", "))"
      }
      map = known
    }
    guard (map != nil) == (boardProtocol == .modbusRTU) else {
      return "a map belongs to modbus-rtu, and to nothing else"
    }
    guard boardProtocol.addresses.contains(address), (map?.locks ?? boardProtocol.locks).contains(locks) else {
      return "a \(boardProtocol.rawValue) board has no such address or number of locks"
    }
    guard !buses[index].boards.contains(where: { $0.address == address }) else {
      return "this board stands there twice"
    }
    buses[index].boards.append(
      CaptureHead.Board(
        address: address, locks: locks, closed: closed, sensesLatch: sensesLatch, goods: goods, map: map))
    return nil
  }

  private mutating func take(door words: [Substring]) -> String? {
    let example = "write it as `door A1 bus-a 0 1` or `door C1 contact INPUT`, with closed=0 behind where that differs"
    var words = words
    let closed = words.count > 3 ? words.last.flatMap { Self.bit($0, "closed") } : nil
    if closed != nil { words.removeLast() }
    guard let name = words.first.flatMap(CaptureWord.name) else { return example }
    guard !doors.contains(where: { $0.compartment == name }) else { return "the door `\(name)` stands there twice" }
    if words.count == 3, words[1] == "contact", let input = CaptureWord.name(words[2]) {
      doors.append(CaptureHead.Door(compartment: name, place: .contact(input), closed: closed))
      return nil
    }
    guard words.count == 4, let bus = CaptureWord.name(words[1]), let board = Self.number(words[2]),
      let lock = Self.number(words[3])
    else { return example }
    let settings = buses.first { $0.name == bus }?.boards.first { $0.address == board }
    guard let settings, (1...settings.locks).contains(lock) else { return "there is no such lock before it" }
    let place = CaptureHead.Door.Place.lock(bus: bus, board: board, lock: lock)
    guard !doors.contains(where: { $0.place == place }) else { return "this lock has a door already" }
    doors.append(CaptureHead.Door(compartment: name, place: place, closed: closed))
    return nil
  }

  /// `closed=1`.
  private static func bit(_ word: Substring, _ name: String) -> Int? {
    number(word, name).flatMap { $0 < 2 ? $0 : nil }
  }

  /// A number as it is written here: no sign, no zeros in front.
  private static func number(_ word: Substring, _ name: String? = nil) -> Int? {
    let digits = name.map { word.hasPrefix($0 + "=") ? word.dropFirst($0.count + 1) : "" } ?? word
    guard let number = Int(digits), number >= 0, digits == "\(number)" else { return nil }
    return number
  }
}
