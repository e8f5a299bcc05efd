/// What a terminal shows after the bytes it was sent: as much of ECMA-48 and xterm as the program uses. A sequence it
/// doesn't know is a failure of the test.
struct TerminalModel {
  private(set) var columns: Int
  private(set) var rows: Int
  private(set) var hasCursor = true
  private(set) var wraps = true
  /// The other page, which leaves the one with the history alone.
  private(set) var isOnSecondPage = false
  /// Sequences that it doesn't know.
  private(set) var unknown: [String] = []
  private var cells: [[Character]]
  private var history: [[Character]] = []
  private var row = 0
  private var column = 0
  private var rest: [UInt8] = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Self.empty(columns, rows)
  }

  /// The rows as a person reads them.
  var lines: [String] {
    cells.map { row in String(row.prefix(upTo: (row.lastIndex { $0 != " " } ?? -1) + 1)) }
  }

  mutating func resize(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    cells = Self.empty(columns, rows)
  }

  mutating func take(_ bytes: [UInt8]) {
    rest += bytes
    while let length = next() { rest.removeFirst(length) }
  }

  /// Shows what stands at the head of `rest`; nil when that is not whole yet.
  private mutating func next() -> Int? {
    guard let first = rest.first else { return nil }
    switch first {
    case 0x1B: return sequence()
    case UInt8(ascii: "\r"): column = 0
    case UInt8(ascii: "\n"): row = min(row + 1, rows - 1)
    default:
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard rest.count >= length else { return nil }
      put(Character(String(decoding: rest.prefix(length), as: UTF8.self)))
      return length
    }
    return 1
  }

  private mutating func put(_ character: Character) {
    // Without wrapping, the last column takes what is too much.
    cells[row][min(column, columns - 1)] = character
    column = min(column + 1, columns)
  }

  private mutating func sequence() -> Int? {
    guard rest.count >= 2 else { return nil }
    guard let end = rest.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
    let text = String(decoding: rest[1...end], as: UTF8.self)
    switch text {
    case "[H": (row, column) = (0, 0)
    case "[K": for place in column..<max(column, columns) { cells[row][place] = " " }
    case "[J":
      for place in column..<max(column, columns) { cells[row][place] = " " }
      for below in (row + 1)..<max(row + 1, rows) { cells[below] = Array(repeating: " ", count: columns) }
    case "[0m", "[1m", "[2m", "[7m": break
    case "[?25h": hasCursor = true
    case "[?25l": hasCursor = false
    case "[?7h": wraps = true
    case "[?7l": wraps = false
    case "[?1049h":
      isOnSecondPage = true
      history = cells
      cells = Self.empty(columns, rows)
    case "[?1049l":
      isOnSecondPage = false
      cells = history
    default: unknown.append(text)
    }
    return end + 1
  }

  private static func empty(_ columns: Int, _ rows: Int) -> [[Character]] {
    Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }
}
