import LocalAPI
import Testing

@testable import locker_agent

/// The live table of doors: values and a size in, rows out.
struct DoorTableTests {
  /// 2026-07-29T12:00:00Z.
  private static let noon: Int64 = 1_785_326_400_000

  private static func time(_ seconds: Int64) -> WallTime { WallTime(unixMilliseconds: noon + seconds * 1000) }

  private static func door(
    _ name: String, _ state: String = "closed", since: Int64 = -3600, raw: Int? = 1, lock: Int = 1, board: Int = 0,
    reason: String? = nil
  ) -> DoorList.Door {
    DoorList.Door(
      compartment: name, state: state, since: time(since), raw: raw, input: "bus-a board \(board) lock \(lock)",
      reason: reason)
  }

  private static func board(_ address: Int, state: String = "online", reason: String? = nil, missed: Int = 0)
    -> BusList.Board
  {
    BusList.Board(
      address: address, locks: 16, state: state, since: time(-60), reason: reason, roundTripMilliseconds: 12 + address,
      answered: 1000, missed: missed, missedInARow: missed)
  }

  private static func bus(_ boards: [BusList.Board], state: String = "open", reason: String? = nil) -> BusList.Bus {
    BusList.Bus(
      name: "bus-a", port: "/dev/ttyUSB0", protocol: "wkly", baud: 9600, state: state, since: time(-60), reason: reason,
      boards: boards)
  }

  private static func event(_ name: String, _ kind: String, at seconds: Int64) -> EventView {
    EventView(
      id: 1, at: time(seconds), bootID: "b", bootMilliseconds: 0, kind: kind, compartment: name, why: "seen",
      source: "input:x")
  }

  private static func bank(
    _ doors: [DoorList.Door], _ buses: [BusList.Bus] = [bus([board(0), board(1)])], compartment: String? = nil
  ) -> WatchedBank {
    var bank = WatchedBank(compartment: compartment)
    bank.looked(DoorList(doors: doors), BusList(buses: buses))
    return bank
  }

  private static func picture(_ bank: WatchedBank, _ columns: Int, _ rows: Int) -> DoorTable.Picture {
    DoorTable(
      bank: bank, size: .init(columns: columns, rows: rows), clock: LocalClock(now: time(0), utcOffsetSeconds: -18_000)
    ).picture()
  }

  private static func text(_ bank: WatchedBank, _ columns: Int, _ rows: Int) -> [String] {
    picture(bank, columns, rows).lines.map(\.text)
  }

  @Test func allOfItWhereThereIsRoom() {
    var bank = Self.bank([
      Self.door("A1", lock: 1), Self.door("A2", "open", since: -1, raw: 0, lock: 2),
      Self.door("A10", "unknown", since: -200_000, raw: nil, lock: 3, board: 1, reason: "it is away"),
    ])
    bank.happened(Self.event("A2", "door-opened", at: -1))
    #expect(
      Self.text(bank, 110, 9) == [
        "3 doors: 1 closed, 1 open, 1 unknown                                                        07:00:00 UTC-05:00",
        "bus-a: wkly at 9600 baud, 2 of 2 boards online, slowest: board 1, 13 ms, 0 of 2000 answers missed",
        "COMPARTMENT  DOOR     RAW  SINCE        LAST EVENT            LATENCY  INPUT",
        "A1           closed   1    06:00:00     -                     12 ms    bus-a board 0 lock 1",
        "A2           open     0    06:59:59     06:59:59 door-opened  12 ms    bus-a board 0 lock 2",
        "A10          unknown  -    07-26 23:26  -                     13 ms    bus-a board 1 lock 3: it is away",
        "", "",
        "last: 06:59:59 A2 door-opened: seen",
      ])
    #expect(
      Self.picture(bank, 110, 9).lines.map(\.style) == [
        .bold, .plain, .bold, .plain, .reverse, .bold, .plain, .plain, .dim,
      ])
  }

  @Test func goodsHaveAColumnWhereASensorIs() {
    var seen = Self.door("A1")
    seen.goods = "present"
    let lines = Self.text(Self.bank([seen, Self.door("A2")]), 60, 8)
    #expect(
      Array(lines[2...4]) == [
        "COMPARTMENT  DOOR    RAW  GOODS    SINCE     LAST EVENT",
        "A1           closed  1    present  06:00:00  -",
        "A2           closed  1    -        06:00:00  -",
      ])
  }

  @Test(arguments: [
    (
      80, "COMPARTMENT  DOOR     RAW  SINCE        LAST EVENT            LATENCY",
      "A2           open     0    06:59:59     06:59:59 door-opened  12 ms"
    ),
    (
      60, "COMPARTMENT  DOOR     RAW  SINCE        LAST EVENT",
      "A2           open     0    06:59:59     06:59:59 door-opened"
    ),
    (40, "COMPARTMENT  DOOR     RAW  SINCE", "A2           open     0    06:59:59"),
    (25, "COMPARTMENT  DOOR     RAW", "A2           open     0"),
    (20, "COMPARTMENT  DOOR", "A2           open"), (12, "COMPARTMENT", "A2"), (5, "COMP…", "A2"),
  ])
  func aNarrowScreenLeavesColumnsOut(width: Int, titles: String, row: String) {
    var bank = Self.bank([
      Self.door("A2", "open", since: -1, raw: 0), Self.door("A10", "unknown", since: -200_000, raw: nil),
    ])
    bank.happened(Self.event("A2", "door-opened", at: -1))
    let lines = Self.text(bank, width, 10)
    #expect(lines[2] == titles)
    #expect(lines[3] == row)
  }

  @Test func wideNamesTakeTheirColumns() {
    let bank = Self.bank([Self.door("冷蔵庫1"), Self.door("e\u{301}tage"), Self.door("🔒"), Self.door("A1")])
    let lines = Self.text(bank, 40, 12)
    #expect(lines[3...6].map { $0.columns } == Array(repeating: lines[3].columns, count: 4))
    #expect(lines[3] == "冷蔵庫1      closed  1    06:00:00")
    #expect(lines[4] == "e\u{301}tage        closed  1    06:00:00")
  }

  @Test func aNameCanNotMoveTheCursor() {
    let bank = Self.bank([Self.door("A\u{1B}[2J1"), Self.door("B\u{202E}2")])
    for line in Self.text(bank, 100, 12) {
      #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control || $0.value == 0x202E })
    }
  }

  @Test func nothingIsEverTooLargeForTheScreen() {
    let doors = (1...40).map { Self.door("compartment-\($0)", $0 == 3 ? "unknown" : "closed", reason: "wide 冷蔵庫") }
    let boards = (0..<16).map { Self.board($0, state: $0 < 8 ? "offline" : "online", reason: "check its supply") }
    var bank = Self.bank(doors, [Self.bus(boards), Self.bus([], state: "away", reason: "the port is gone")])
    for isLost in [false, true] {
      if isLost {
        bank.lost(LocalAPIError(.timedOut, socket: "s", message: "It did not answer in time."), at: Self.time(0))
      }
      for columns in [1, 2, 5, 11, 12, 13, 20, 33, 47, 80, 200] {
        for rows in [1, 2, 3, 4, 5, 6, 7, 10, 24, 60] {
          let lines = Self.text(bank, columns, rows)
          #expect(lines.count <= rows)
          #expect(lines.allSatisfy { $0.columns <= columns }, "\(columns) × \(rows): \(lines)")
        }
      }
    }
  }

  @Test func whatHasNoRoomIsCountedAndScrolledTo() {
    var bank = Self.bank((1...20).map { Self.door("A\($0)", lock: $0) })
    let small = Self.picture(bank, 60, 10)
    #expect(small.page == 5)
    #expect(small.lines.map(\.text)[3...8].map { $0.prefix(4) } == ["A1  ", "A2  ", "A3  ", "A4  ", "A5  ", "… 15"])
    #expect(small.lines[8].text == "… 15 more below: arrow keys, or --compartment NAME")
    bank.scroll(.pageDown, page: small.page)
    bank.scroll(.down, page: small.page)
    #expect(Self.text(bank, 60, 10)[3].hasPrefix("A7 "))
    #expect(Self.text(bank, 60, 10)[8] == "… 6 more above, 9 more below: arrow keys, or --compartment …")
    for _ in 1...9 { bank.scroll(.pageDown, page: small.page) }
    #expect(Self.text(bank, 60, 10)[7].hasPrefix("A20 "))
    bank.scroll(.up, page: small.page)
    #expect(Self.text(bank, 60, 10)[7].hasPrefix("A19 "), "no key is lost at the end")
    bank.scroll(.top, page: small.page)
    #expect(Self.text(bank, 60, 10)[3].hasPrefix("A1 "))
  }

  @Test func boardsWithTroubleHaveALineEach() {
    let boards = [
      Self.board(0), Self.board(1, state: "offline", reason: "check its supply", missed: 3),
      Self.board(2, reason: "two boards answer here"),
    ]
    let lines = Self.text(Self.bank([Self.door("A1")], [Self.bus(boards)]), 120, 24)
    #expect(
      lines[1...3] == [
        "bus-a: wkly at 9600 baud, 2 of 3 boards online, slowest: board 2, 14 ms, 3 of 3003 answers missed",
        "  board 1: offline since 06:59:00, 3 missed in a row: check its supply",
        "  board 2: online: two boards answer here",
      ])
    let away = Self.text(Self.bank([Self.door("A1")], [Self.bus(boards, state: "away", reason: "It is gone.")]), 80, 24)
    #expect(away[1] == "bus-a: away since 06:59:00: It is gone.")
    #expect(away[2].hasPrefix("COMPARTMENT"), "its boards' troubles are the port's")
  }

  @Test func whatToCheckIsNeverCutOff() {
    let boards = [Self.board(1, state: "offline", reason: "check its supply, its address and the wires A and B")]
    let lines = Self.text(Self.bank([Self.door("A1")], [Self.bus(boards)]), 40, 24)
    #expect(
      lines[1...5] == [
        "bus-a: wkly at 9600 baud, 0 of 1 board …",
        "  board 1: offline since 06:59:00: check", "    its supply, its address and the",
        "    wires A and B", "COMPARTMENT  DOOR    RAW  SINCE",
      ])
  }

  @Test func theDoorsKeepHalfOfTheScreen() {
    let boards = (0..<16).map { Self.board($0, state: "offline", reason: "check its supply") }
    let lines = Self.text(Self.bank((1...16).map { Self.door("A\($0)") }, [Self.bus(boards)]), 100, 13)
    #expect(lines[5] == "… 13 more lines about buses")
    #expect(lines[6].hasPrefix("COMPARTMENT"))
    #expect(lines[7...10].allSatisfy { $0.hasPrefix("A") })
  }

  @Test func aLostDaemonIsSaidAndWhatIsOldIsDim() {
    var bank = Self.bank([Self.door("A1", "open", since: -1)])
    let error = LocalAPIError(.daemonNotReachable, socket: "s", message: "No locker-agent is running at s.")
    bank.lost(error, at: Self.time(-5))
    bank.lost(error, at: Self.time(-1))
    let picture = Self.picture(bank, 60, 8)
    #expect(picture.lines[1] == ScreenLine(text: "daemon not reachable since 06:59:55, trying again", style: .reverse))
    #expect(picture.lines.enumerated().allSatisfy { $0 == 1 || $1.style == .dim })
    bank.looked(DoorList(doors: [Self.door("A1")]), BusList(buses: []))
    #expect(!Self.text(bank, 60, 8).contains { $0.contains("not reachable") })
  }

  @Test func oneCompartmentHasItsOwnBusOnly() {
    let others = BusList.Bus(
      name: "bus-b", port: "p", protocol: "wkly", baud: 9600, state: "open", since: nil, boards: [Self.board(0)])
    let bank = Self.bank(
      [Self.door("A1", board: 1), Self.door("A2")],
      [Self.bus([Self.board(0), Self.board(1, state: "offline"), Self.board(10)]), others], compartment: "A2")
    let lines = Self.text(bank, 90, 10)
    #expect(lines[1].hasPrefix("bus-a: wkly at 9600 baud, 1 of 1 board online"))
    #expect(lines[2].hasPrefix("COMPARTMENT"))
    #expect(lines[0].hasPrefix("1 door: 1 closed "))
    #expect(lines.filter { $0.hasPrefix("bus-") }.count == 1)
    #expect(Self.text(Self.bank([], [], compartment: "Z9"), 60, 5)[0].hasPrefix("there is no compartment Z9"))
  }

  @Test(
    arguments: [
      ([0x1B, 0x5B, 0x41], [.up]), ([0x1B, 0x4F, 0x42], [.down]),
      (Array("\u{1B}[5~\u{1B}[6~".utf8), [.pageUp, .pageDown]),
      (Array("\u{1B}[1;5Ajq".utf8), [.up, .down, .quit]), (Array("x\u{1B}[15~ä".utf8), []), ([0x1B], []), ([], []),
      (Array("gG \u{1B}[H\u{1B}[Fkb".utf8), [.top, .bottom, .pageDown, .top, .bottom, .up, .pageUp]),
    ] as [([UInt8], [TerminalKey])])
  func keys(bytes: [UInt8], keys: [TerminalKey]) { #expect(TerminalKey.read(bytes) == keys) }
}
