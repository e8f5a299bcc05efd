import LockerDomain
import Testing

@Suite struct NamesTests {
  @Test(arguments: ["1", "A-1_b.2", "...", "-", "x".repeated(64), "SO1001"])
  func orderNumbersTaken(text: String) throws { #expect(try OrderNumber(text).text == text) }

  @Test(arguments: ["", ".", "..", "a b", "a/b", "a%2Fb", "ä", "x".repeated(65), "a\n", "1001\0", "１"])
  func orderNumbersRefused(text: String) {
    let error = #expect(throws: InvalidValue.self) { try OrderNumber(text) }
    #expect(error?.field == "number")
  }

  @Test(arguments: ["+12015550199", "+4915112345678", "+12345678", "+123456789012345"])
  func phonesTaken(text: String) throws { #expect(try PhoneNumber(text).text == text) }

  @Test(arguments: [
    "", "+", "12015550199", "+1 201 555 0199", "+1-201-555-0199", "+02015550199", "+1234567", "+1234567890123456",
    "(201) 555-0199", "+1201555019a", "+１２０１５５５０１９９", "++12015550199", "+12015550199\n", "0012015550199",
  ])
  func phonesRefused(text: String) {
    let error = #expect(throws: InvalidValue.self) { try PhoneNumber(text) }
    #expect(error?.field == "customer.phone")
    #expect(error?.message.contains("+12015550199") == true, "it shows how one looks")
  }

  @Test func phonesAreMasked() {
    let phone: PhoneNumber = "+12015550199"
    #expect(phone.masked == "+*********99")
    #expect(phone.masked.count == phone.text.count)
  }

  @Test(arguments: [
    "0042", "a b", "#*!", "<b>", "{code}", "%s", "\"'", "é", "e\u{301}", "密码", "🔑", "✌️", "🇩🇪",
    "x".repeated(64), "🔑".repeated(64),
  ])
  func codesTaken(text: String) throws { #expect(try PickupCode(text).text == text) }

  @Test("leading zeros matter")
  func leadingZeros() { #expect(PickupCode("0042") != PickupCode("42")) }

  @Test(
    "empty, too long, or not all of it visible",
    arguments: [
      ("", "empty"), ("x".repeated(65), "65 characters"), ("e" + "\u{301}".repeated(64), "65 characters"),
      (" 42", "space"), ("42 ", "space"), ("4\n2", "U+000A"), ("4\t2", "U+0009"), ("42\0", "U+0000"),
      ("4\u{7F}2", "U+007F"), ("4\u{85}2", "U+0085"), ("\r\n", "U+000D"),
      ("4\u{AD}2", "U+00AD"), ("4\u{200B}2", "U+200B"), ("4\u{200D}2", "U+200D"), ("4\u{2060}2", "U+2060"),
      ("\u{FEFF}42", "U+FEFF"), ("4\u{202E}2", "U+202E"), ("4\u{2066}2", "U+2066"), ("4\u{200F}2", "U+200F"),
      ("4\u{2028}2", "U+2028"), ("4\u{2029}2", "U+2029"), ("4\u{E000}2", "U+E000"), ("4\u{E0041}2", "U+E0041"),
      ("👩‍👧", "U+200D"), ("4\u{378}2", "U+0378"),
    ])
  func codesRefused(text: String, why: String) {
    let error = #expect(throws: InvalidValue.self) { try PickupCode(text) }
    #expect(error?.field == "code")
    #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
  }

  @Test("compartments are named by the same rule, for the field that named them")
  func compartments() throws {
    let text = "A\u{7}1"
    let error = #expect(throws: InvalidValue.self) { try CompartmentName(text, field: "compartments[2].name") }
    #expect(error?.field == "compartments[2].name")
  }

  @Test("digits in names compare as numbers")
  func naturalOrder() {
    let sorted: [CompartmentName] = [
      "1", "2", "10", "A", "A1", "A02", "A2", "A12", "A12b", "A12b2", "A12b10", "A100", "A99999999999999999999998",
      "A99999999999999999999999", "B1", "a1",
    ]
    #expect(sorted.reversed().sorted() == sorted)
    for (place, name) in sorted.enumerated() {
      #expect(sorted.filter { $0 < name } == Array(sorted.prefix(place)))
    }
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
