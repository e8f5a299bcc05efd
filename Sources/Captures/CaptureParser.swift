import BoardProtocols

/// Reads a capture, strictly: what it doesn't know is an error with its line.
///
/// UTF-8, one line each, words divided by single spaces; empty lines and lines that begin with `#` are comments, except
/// that the first empty line ends the head.
///
///     locker-agent capture 1                                 the version
///     by locker-agent 0.1.0
///     bank gotham-1
///     began 2026-07-29T12:34:56.789Z synchronised            the wall clock, and what it was worth
///     boot 4711.123456                                       seconds since boot
///     note ...                                               any number: who, why, the source of quoted bytes
///     timing hold_s=10,min_open_s=0                          the bank's rules
///     bus bus-a kerong-cu-3x 19200 poll_ms=200,gap_ms=25 /dev/serial/by-id/...
///     board bus-a 0 locks=16 closed=1                        then sensor=latch, goods=1, map=... for modbus-rtu
///     door A1 bus-a 0 1                                      compartment, bus, board, lock; closed=0 where it differs
///     door C1 contact gpio-sim.0-node0%20line%203            a GPIO line
///
///         0.000000 open bus-a
///         0.000214 > bus-a 02 00 30 03 35                    one write of the agent
///         0.005880 < bus-a 02 00 35 FF FF 00 00 03 38        one read
///         1.200000 door C1 open 1                            a contact; `unknown -` with a reason
///         2.000000 order 1 place A1 A2 --loaded              orders by pseudonyms
///         3.000000 order 1 collect
///         3.100000 order 2 place                             announced: no compartment yet
///         3.200000 scan scanner-a compartment A1             a label, by what it means
///         3.300000 scan scanner-a order 2
///         3.400000 scan scanner-a unknown 13                 its characters are counted, not kept
///         3.500000 unlock A1 staff                           through the agent; or pickup, service
///         4.000000 lost 17                                   events that could not be kept
///         9.000000 closed bus-a
///         9.100000 end                                       missing when the file was cut off
///
/// Times are seconds since the beginning, with six digits behind the point, and never go back. Names with spaces or other
/// than ASCII in them are percent-encoded; control characters are nowhere.
package struct CaptureParser {
  private var lines: ArraySlice<Substring>
  private var number = 0

  /// - Throws: `InvalidCapture`.
  package static func capture(_ text: String) throws(InvalidCapture) -> Capture {
    // By bytes: a mark that combines with the line break would hide it.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var parser = CaptureParser(lines: lines.map { Substring($0) }[...])
    return try parser.capture()
  }

  /// One line of events; nil for a comment and for the end.
  package static func event(_ line: String) throws(InvalidCapture) -> CaptureEvent? {
    let parser = CaptureParser(lines: [])
    guard !isComment(line[...]), case .event(let event) = try parser.line(line[...]) else { return nil }
    return event
  }

  private init(lines: ArraySlice<Substring>) { self.lines = lines }

  private enum Line {
    case event(CaptureEvent)
    case end(at: Duration)
  }

  private mutating func capture() throws(InvalidCapture) -> Capture {
    let head = try head()
    let names = CaptureNames(head)
    var events: [CaptureEvent] = []
    while let text = next() {
      guard !Self.isComment(text) else { continue }
      switch try line(text) {
      case .end(let end):
        if let last = events.last, end < last.at { throw invalid("the time goes back") }
        while let rest = next() {
          guard Self.isComment(rest) else { throw invalid("nothing comes behind `end`") }
        }
        return Capture(head: head, events: events, end: end)
      case .event(let event):
        if let last = events.last, event.at < last.at { throw invalid("the time goes back") }
        if let wrong = names.wrong(in: event.what) { throw invalid(wrong) }
        events.append(event)
      }
    }
    return Capture(head: head, events: events, end: nil)
  }

  private mutating func next() -> Substring? {
    guard let line = lines.popFirst() else { return nil }
    number += 1
    return line
  }

  private static func isComment(_ line: Substring) -> Bool { line.isEmpty || line.hasPrefix("#") }

  private func invalid(_ message: String) -> InvalidCapture { InvalidCapture(line: number, message: message) }

  // MARK: The head

  private mutating func head() throws(InvalidCapture) -> CaptureHead {
    guard let title = next(), title.hasPrefix(CaptureFormat.name + " ") else {
      throw InvalidCapture(line: 1, message: "this is no capture: its first line is not `\(CaptureFormat.title)`")
    }
    guard title == CaptureFormat.title else {
      throw invalid("it is of another version; this program reads `\(CaptureFormat.title)`")
    }
    var builder = CaptureHeadBuilder()
    while let line = next(), !line.isEmpty {
      guard !line.hasPrefix("#") else { continue }
      guard !CaptureWord.hasControls(line) else { throw invalid("a control character is in it") }
      if let wrong = builder.take(line) { throw invalid(wrong) }
    }
    switch builder.head() {
    case .success(let head): return head
    case .failure(let missing): throw invalid(missing.message)
    }
  }

  // MARK: Events

  private func line(_ line: Substring) throws(InvalidCapture) -> Line {
    let words = line.drop { $0 == " " }.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count > 1, let time = CaptureTime.time(words[0]) else {
      throw invalid("an event begins with its time, such as `1.200000`, and says what happened")
    }
    let rest = words.dropFirst(2)
    if words[1] == "end" {
      guard rest.isEmpty else { throw invalid("nothing belongs behind `end`") }
      return .end(at: time)
    }
    return .event(CaptureEvent(at: time, try what(words[1], Array(rest))))
  }

  private func what(_ kind: Substring, _ words: [Substring]) throws(InvalidCapture) -> CaptureEvent.What {
    switch kind {
    case "open": return .opened(bus: try onlyName(words, "open bus-a"))
    case "closed": return .closed(bus: try onlyName(words, "closed bus-a"))
    case ">":
      let (bus, bytes) = try traffic(words, "> bus-a 02 00 30 03 35")
      return .sent(bus: bus, bytes)
    case "<":
      let (bus, bytes) = try traffic(words, "< bus-a 02 00 35 FF FF 00 00 03 38")
      return .received(bus: bus, bytes)
    case "door": return try door(words)
    case "order": return try order(words)
    case "unlock": return try unlock(words)
    case "scan": return try scan(words)
    case "lost":
      guard words.count == 1, let count = Self.count(words[0]) else { throw invalid("write it as `lost 17`") }
      return .lost(count)
    default:
      throw invalid("`\(kind)` is not known here; known are open, closed, >, <, door, order, unlock, scan, lost, end")
    }
  }

  private func onlyName(_ words: [Substring], _ example: String) throws(InvalidCapture) -> String {
    guard words.count == 1, let name = CaptureWord.name(words[0]) else { throw invalid("write it as `\(example)`") }
    return name
  }

  private func traffic(_ words: [Substring], _ example: String) throws(InvalidCapture) -> (String, [UInt8]) {
    guard words.count > 1, let bus = words.first.flatMap(CaptureWord.name) else {
      throw invalid("write it as `\(example)`")
    }
    let bytes = words.dropFirst().compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
    guard bytes.count == words.count - 1, Hex.text(bytes) == words.dropFirst().joined(separator: " ") else {
      throw invalid("bytes are two hexadecimal digits each, A to F large: `\(example)`")
    }
    return (bus, bytes)
  }

  private func door(_ words: [Substring]) throws(InvalidCapture) -> CaptureEvent.What {
    guard (3...4).contains(words.count), let name = CaptureWord.name(words[0]),
      let state = CaptureEvent.Door.State(rawValue: String(words[1])), ["0", "1", "-"].contains(words[2]),
      (state == .unknown) == (words[2] == "-"), words.count == 3 || state == .unknown
    else { throw invalid("write it as `door C1 open 1`, or `door C1 unknown - REASON`") }
    var reason: String?
    if words.count == 4 {
      guard let text = CaptureWord.name(words[3]) else { throw invalid("the reason is not percent-encoded") }
      reason = text
    }
    return .door(compartment: name, CaptureEvent.Door(state, raw: Int(words[2]), reason: reason))
  }

  private func order(_ words: [Substring]) throws(InvalidCapture) -> CaptureEvent.What {
    let example = "write it as `order 1 place A1`, with --loaded or --again behind, or `order 1 collect`"
    guard words.count > 1, let order = Self.count(words[0]) else { throw invalid(example) }
    guard words[1] == "place" else {
      guard words.count == 2, let command = CaptureEvent.Command(rawValue: String(words[1])) else {
        throw invalid(example)
      }
      return .performed(command, order: order)
    }
    let flags = words.dropFirst(2).filter { $0.hasPrefix("--") }
    let names = words.dropFirst(2).dropLast(flags.count)
    let compartments = names.compactMap(CaptureWord.name)
    guard compartments.count == names.count,
      [[], ["--loaded"], ["--again"], ["--loaded", "--again"]].contains(flags)
    else { throw invalid(example) }
    return .placed(
      order: order, compartments: compartments, loaded: flags.contains("--loaded"), again: flags.contains("--again"))
  }
  private func unlock(_ words: [Substring]) throws(InvalidCapture) -> CaptureEvent.What {
    guard words.count == 2, let name = CaptureWord.name(words[0]),
      let reason = CaptureEvent.UnlockReason(rawValue: String(words[1]))
    else { throw invalid("write it as `unlock A1 staff`; a pickup and a service are reasons, too") }
    return .unlockAsked(compartment: name, reason)
  }

  private func scan(_ words: [Substring]) throws(InvalidCapture) -> CaptureEvent.What {
    guard words.count == 3, let scanner = CaptureWord.name(words[0]), let label = Self.label(words[1], words[2]) else {
      throw invalid(
        "write it as `scan scanner-a compartment A1`, `scan scanner-a order 1` or `scan scanner-a unknown 13`")
    }
    return .scanned(scanner: scanner, label)
  }

  private static func label(_ kind: Substring, _ word: Substring) -> CaptureEvent.Label? {
    switch kind {
    case "compartment": CaptureWord.name(word).map { .compartment($0) }
    case "order": count(word).map { .order($0) }
    case "unknown": count(word).map { .unknown(length: $0) }
    default: nil
    }
  }

  /// A number from 1 on, as it is written here.
  private static func count(_ word: Substring) -> Int? {
    Int(word).flatMap { $0 > 0 && word == "\($0)" ? $0 : nil }
  }
}
