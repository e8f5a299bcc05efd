import Testing
import TestSupport

@testable import ScannerInput

@Suite struct ScanParserTests {
  private func texts(_ items: [ScanParser.Item]) -> [String] {
    items.map { item in
      switch item {
      case .scan(let text, _): text
      case .refused(let reason, _): "\(reason)"
      }
    }
  }

  private func read(_ format: ScanFormat, _ bytes: [UInt8]) -> [String] {
    var parser = ScanParser(format)
    return texts(parser.received(bytes))
  }

  private func read(_ format: ScanFormat, _ text: String) -> [String] { read(format, Array(text.utf8)) }

  private func read(_ text: String) -> [String] { read(ScanFormat(), text) }

  @Test(
    "what ends a scan",
    arguments: [
      (ScanFormat.Suffix.any, "A1\rA2\nA3\r\nA4\tA5"), (.cr, "A1\rA2\rA3\r\nA4\rA5\n"), (.lf, "A1\nA2\nA3\r\nA4\nA5\r"),
      (.crlf, "A1\r\nA2\r\nA3\rA4\nA5"), (.tab, "A1\tA2\tA3\t\r\nA4\tA5\r"),
    ])
  func ends(suffix: ScanFormat.Suffix, stream: String) {
    let found = read(ScanFormat(suffix: suffix), stream)
    // LF's reader sends no CR: where one comes, it is part of what was read, and refused.
    #expect(found == (suffix == .lf ? ["A1", "A2", "control", "A4"] : ["A1", "A2", "A3", "A4"]))
  }

  @Test("a suffix of another kind is a control character, not an end")
  func otherSuffix() {
    #expect(read(ScanFormat(suffix: .cr), "A1\tA2\r") == ["control"])
    #expect(read(ScanFormat(suffix: .tab), "A1\r\nA2\t") == ["control"])
  }

  @Test("empty lines are no scans")
  func emptyLines() { #expect(read("\r\n\r\n\n\rA1\r\n\r\n") == ["A1"]) }

  @Test("without a suffix a silence ends the scan")
  func idleGap() {
    var parser = ScanParser(ScanFormat(suffix: .none(idleGap: .milliseconds(50))))
    #expect(parser.quietAfter == nil)
    #expect(parser.lineWentQuiet() == [])
    #expect(parser.received(Array("LOC".utf8)) == [])
    #expect(parser.quietAfter == .milliseconds(50))
    #expect(parser.received(Array("-A1".utf8)) == [])
    #expect(texts(parser.lineWentQuiet()) == ["LOC-A1"])
    #expect(parser.quietAfter == nil)
    // Nor does a line end begin one.
    #expect(parser.received([0x0D, 0x0A]) == [])
    #expect(parser.quietAfter == nil)
  }

  @Test("with a suffix a short silence ends nothing, a long one gives up")
  func unfinished() {
    var parser = ScanParser(ScanFormat())
    #expect(parser.received(Array("LOC-A".utf8)) == [])
    #expect(parser.quietAfter == .seconds(1))
    #expect(texts(parser.received(Array("1\r".utf8))) == ["LOC-A1"])
    #expect(parser.received(Array("LOC".utf8)) == [])
    #expect(texts(parser.lineWentQuiet()) == ["unfinished"])
    #expect(texts(parser.received(Array("A2\r".utf8))) == ["A2"])
  }

  @Test("STX begins a scan where it is configured, and is refused where it is not")
  func prefix() {
    let stx = ScanFormat(hasSTX: true)
    #expect(read(stx, "\u{2}A1\r\u{2}A2\r") == ["A1", "A2"])
    #expect(read(stx, "A1\r\u{2}A2\r") == ["noPrefix", "A2"])
    #expect(read(stx, "noise\u{2}A2\r\u{2}\r") == ["noPrefix", "A2"])
    #expect(read("\u{2}A1\r") == ["control"])
  }

  @Test("an AIM id is taken off where that is configured, and only one")
  func aim() {
    let strip = ScanFormat(stripsAIM: true)
    #expect(read(strip, "]C1A1\r]Q3A2\r]E0]C1A3\rA4\r]C\r]1xA5\r") == ["A1", "A2", "]C1A3", "A4", "]C", "]1xA5"])
    #expect(read("]C1A1\r") == ["]C1A1"])
    #expect(read(strip, "]C1\rA1\r") == ["A1"])
    #expect(read(ScanFormat(hasSTX: true, stripsAIM: true), "\u{2}]C1A1\r") == ["A1"])
  }

  @Test("what a GM65 answers to commands is no scan, and takes nothing with it but what follows without a pause")
  func commandReply() {
    var parser = ScanParser(ScanFormat())
    #expect(parser.received([0x02, 0x00, 0x00, 0x01, 0x0D, 0x33, 0x31]) == [])
    #expect(parser.quietAfter == .milliseconds(50))
    #expect(texts(parser.lineWentQuiet()) == ["commandReply"])
    #expect(texts(parser.received(Array("A1\r".utf8))) == ["A1"])
  }

  @Test("control bytes are no label", arguments: [0x00, 0x02, 0x03, 0x07, 0x09, 0x1B, 0x1D, 0x7F] as [UInt8])
  func control(byte: UInt8) {
    #expect(read(ScanFormat(suffix: .cr), [0x41, byte, 0x31, 0x0D, 0x41, 0x31, 0x0D]) == ["control", "A1"])
  }

  @Test("text is UTF-8 or Latin-1, as configured")
  func encoding() {
    let utf8: [UInt8] = [0x4B, 0xC3, 0xA4, 0x0D]
    let latin1: [UInt8] = [0x4B, 0xE4, 0x0D]
    #expect(read(ScanFormat(), utf8) == ["Kä"])
    #expect(read(ScanFormat(encoding: .latin1), latin1) == ["Kä"])
    #expect(read(ScanFormat(), latin1) == ["encoding"])
    // A control character of its own kind: on a terminal it begins a command.
    #expect(read(ScanFormat(encoding: .latin1), [0x9B, 0x31, 0x0D]) == ["control"])
    #expect(read(ScanFormat(), [0xC2, 0x9B, 0x31, 0x0D]) == ["control"])
  }

  @Test("what is longer than any label is refused whole, and the next one is read")
  func tooLong() {
    let longest = String(repeating: "x", count: ScanFormat.longest)
    #expect(read("\(longest)\rA1\r") == [longest, "A1"])
    #expect(read("\(longest)x\rA1\r") == ["tooLong", "A1"])
    #expect(read(String(repeating: longest, count: 100) + "\rA1\r") == ["tooLong", "A1"])
  }

  private static let formats = [
    ScanFormat(), ScanFormat(suffix: .crlf, hasSTX: true, stripsAIM: true),
    ScanFormat(suffix: .none(idleGap: .milliseconds(50))), ScanFormat(suffix: .tab, encoding: .latin1),
  ]

  @Test("however the stream is cut, the same is found", arguments: 1...4 as ClosedRange<UInt64>, formats)
  func randomSplits(seed: UInt64, format: ScanFormat) {
    var generator = SeededGenerator(seed: seed)
    let alphabet: [UInt8] = [0x00, 0x02, 0x09, 0x0A, 0x0D, 0x41, 0x43, 0x31, 0x5D, 0x80, 0xC3, 0xA4]
    for _ in 0..<500 {
      let stream = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
        alphabet[Int.random(in: alphabet.indices, using: &generator)]
      }
      var whole = ScanParser(format)
      let expected = whole.received(stream) + whole.lineWentQuiet()
      var pieces = ScanParser(format)
      var found: [ScanParser.Item] = []
      var rest = stream[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...7, using: &generator))
        rest = rest.dropFirst(piece.count)
        found += pieces.received(Array(piece))
      }
      found += pieces.lineWentQuiet()
      #expect(found == expected)
      #expect(pieces.quietAfter == nil)
    }
  }

  @Test("every label sent is found, whatever refused ones stand between", arguments: 1...4 as ClosedRange<UInt64>)
  func everyLabel(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let ends = ["\r", "\n", "\r\n", "\t"]
    for _ in 0..<200 {
      var stream = ""
      var labels: [String] = []
      for _ in 0..<10 {
        let end = ends[Int.random(in: ends.indices, using: &generator)]
        if Int.random(in: 0..<3, using: &generator) == 0 {
          stream += "junk\u{1B}[2J" + end
        } else {
          let label = "LOC-A\(Int.random(in: 1...99, using: &generator))"
          labels.append(label)
          stream += label + end
        }
      }
      #expect(read(stream).filter { $0 != "control" } == labels)
    }
  }
}
