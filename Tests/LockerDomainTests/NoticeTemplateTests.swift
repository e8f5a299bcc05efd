import Testing

@testable import LockerDomain

@Suite struct NoticeTemplateTests {
  private let values: [NoticeTemplate.Placeholder: String] = [
    .distributor: "Gotham Electrical", .account: "Gotham", .location: "1515 Wayne Ave, Gotham, NJ 973",
    .bank: "gotham-1",
    .order: "1001", .code: "123456", .name: "Bruce", .compartments: "A1, A2",
  ]

  @Test func parcelpendingReadsAsItsExample() {
    #expect(
      NoticeTemplate.builtIn(.parcelpending).fill(values)
        == .success(
          """
          You have an order ready at Gotham Electrical, 1515 Wayne Ave, Gotham, NJ 973!
          Your Locker Pickup Code is: 123456.
          To unsubscribe from following TXT messages reply with X.
          """))
  }

  @Test func apexReadsAsItsDefaultMessage() {
    #expect(
      NoticeTemplate.builtIn(.apex).fill(values)
        == .success(
          "Your Gotham order 1001 is ready for pickup at our locker in 1515 Wayne Ave, Gotham, NJ 973. "
            + "Please enter # 123456 or scan the barcode to retrieve your order."))
  }

  @Test func builtInsSayWhatTheyNeed() {
    #expect(NoticeTemplate.builtIn(.parcelpending).placeholders == [.distributor, .location, .code])
    #expect(NoticeTemplate.builtIn(.apex).placeholders == [.account, .order, .location, .code])
  }

  @Test(arguments: [
    ("Scan the barcode.", true), ("Your Bar Code is in the mail", true), ("see the QR-code", true),
    ("Code {code}", false), ("barco{code}de", false),
  ])
  func barcodeIsNoticed(text: String, mentions: Bool) throws {
    #expect(try NoticeTemplate(text: text).mentionsBarcode == mentions)
  }

  @Test func onlyApexSpeaksOfABarcode() {
    #expect(NoticeTemplate.BuiltIn.allCases.filter { NoticeTemplate.builtIn($0).mentionsBarcode } == [.apex])
  }

  @Test func everyPlaceholderIsFilled() throws {
    for placeholder in NoticeTemplate.Placeholder.allCases {
      let template = try NoticeTemplate(text: "<{\(placeholder.rawValue)}>")
      #expect(template.placeholders == [placeholder])
      #expect(template.fill(values) == .success("<\(values[placeholder] ?? "")>"))
    }
  }

  @Test func valuesAreNeverFilledAgain() throws {
    let template = try NoticeTemplate(text: "{code} {name}")
    #expect(template.fill([.code: "{order}{{", .name: "{code}", .order: "1"]) == .success("{order}{{ {code}"))
  }

  @Test(arguments: [
    ("a {{b}} c", "a {b} c"), ("{{{code}}}", "{123456}"), ("{{code}}", "{code}"), ("{code}{code}", "123456123456"),
    ("é{code}🙂", "é123456🙂"),
  ])
  func bracesAreDoubled(text: String, filled: String) throws {
    #expect(try NoticeTemplate(text: text).fill(values) == .success(filled))
  }

  @Test func missingAndEmptyValuesAreNamed() throws {
    let template = try NoticeTemplate(text: "{code} for {name}")
    #expect(template.fill([.code: "1"]) == .failure(.init(placeholder: .name)))
    #expect(template.fill([.code: "1", .name: ""]) == .failure(.init(placeholder: .name)))
  }

  @Test(
    arguments: [
      ("", .empty, 0), (" \n\t", .empty, 0), ("Code {code", .unclosed, 5), ("Code {", .unclosed, 5),
      ("Code {code {order}", .unclosed, 5), ("Code {code\n}", .unclosed, 5), ("Code }", .unopened, 5),
      ("{code}}", .unopened, 6), ("Hi {phone}", .unknown("phone"), 3), ("{Code}", .unknown("Code"), 0),
      ("{ code }", .unknown(" code "), 0), ("{}", .unknown(""), 0), ("é🙂{x}", .unknown("x"), 2),
    ] as [(String, NoticeTemplate.SyntaxError.Problem, Int)])
  func badTextsSayWhere(text: String, problem: NoticeTemplate.SyntaxError.Problem, offset: Int) {
    #expect(throws: NoticeTemplate.SyntaxError(problem: problem, offset: offset)) { try NoticeTemplate(text: text) }
  }
}
