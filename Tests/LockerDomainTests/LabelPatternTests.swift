import LockerDomain
import Testing

@Suite struct LabelPatternTests {
  @Test(
    "what a label names",
    arguments: [
      ("LOC-{compartment}", "LOC-A1", "A1"), ("LOC-{compartment}", "LOC-", nil), ("LOC-{compartment}", "loc-A1", nil),
      ("LOC-{compartment}", "XLOC-A1", nil), ("{compartment}", "A1", "A1"), ("{compartment}", "", nil),
      ("<{compartment}>", "<A1>", "A1"), ("<{compartment}>", "<A1", nil), ("<{compartment}>", "<>", nil),
      ("{compartment}-X", "A1-X", "A1"), ("aa{compartment}aa", "aaa", nil), ("ä{compartment}", "äA1", "A1"),
    ] as [(String, String, String?)])
  func value(pattern: String, label: String, value: String?) throws {
    #expect(try LabelPattern(pattern, for: .compartment).value(in: label) == value)
  }

  @Test(
    "what is no pattern, and where",
    arguments: [
      ("LOC-", .missing, 0), ("", .missing, 0), ("LOC-{compartment", .unclosed, 4), ("LOC-compartment}", .unopened, 15),
      ("ä{order}", .unknown("order"), 1), ("{compartment}-{compartment}", .second, 14), ("{}", .unknown(""), 0),
    ] as [(String, LabelPattern.SyntaxError.Problem, Int)])
  func broken(pattern: String, problem: LabelPattern.SyntaxError.Problem, offset: Int) {
    let error = #expect(throws: LabelPattern.SyntaxError.self) { try LabelPattern(pattern, for: .compartment) }
    #expect(error?.problem == problem)
    #expect(error?.offset == offset)
  }
}
