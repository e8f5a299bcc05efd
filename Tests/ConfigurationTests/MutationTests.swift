import TestSupport
import Testing

@testable import Configuration

/// Whatever a slip of the hand makes of the example, it is read or explained, and never crashes.
@Suite struct MutationTests {
  private static let example = Array(ExampleConfiguration.text.utf8)

  @Test(arguments: 1...8)
  func mutationsAreReadOrExplained(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<250 {
      var bytes = Self.example
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&bytes, &random) }
      check(bytes)
    }
  }

  @Test func everyBeginningIsReadOrExplained() {
    for length in stride(from: 0, to: Self.example.count, by: 3) { check(Array(Self.example.prefix(length))) }
  }

  @Test(arguments: [
    [0x00], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], Array("&".utf8), Array("*".utf8), Array("? ".utf8), Array("%".utf8),
    Array("!<".utf8), Array("- - - - -".utf8), Array("{{{{{{".utf8), Array("...\n---\n...".utf8), Array("\"\\x".utf8),
  ])
  func scrapsAreExplained(bytes: [UInt8]) { check(bytes) }

  /// A reading has a configuration or an error; every place is in the file or just behind its last line.
  private func check(_ bytes: [UInt8]) {
    let reading = Configuration.read(bytes: bytes)
    let errors = reading.findings.filter { $0.severity == .error }
    #expect((reading.configuration == nil) == !errors.isEmpty)
    // YAML has more line ends than one: CR, NEL, LS and PS count too.
    let lines =
      2
      + String(decoding: bytes, as: UTF8.self).unicodeScalars.count {
        [0x0A, 0x0D, 0x85, 0x2028, 0x2029].contains($0.value)
      }
    for finding in reading.findings {
      #expect(finding.mark.map { (1...lines).contains($0.line) && $0.column >= 1 } == true)
      #expect(!finding.message.isEmpty)
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let start = Int.random(in: bytes.indices, using: &random)
    let part = start..<min(bytes.count, start + Int.random(in: 1...12, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.removeSubrange(part)
    case 1: bytes.insert(contentsOf: Array(bytes[part]), at: Int.random(in: bytes.indices, using: &random))
    case 2: bytes[start] = UInt8.random(in: .min ... .max, using: &random)
    case 3: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    default:
      let signs = Array("{}[]:,-#&*!|>'\"%@`\n\t ?.".utf8)
      bytes.insert(signs[Int.random(in: signs.indices, using: &random)], at: start)
    }
  }
}
