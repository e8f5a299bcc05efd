import Testing

@testable import Prokeep

@Suite struct RetryAfterTests {
  static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

  @Test(arguments: [
    ("0", 0), ("120", 120), ("  120", 120), ("Sun, 06 Nov 1994 08:51:37 GMT", 120),
    ("Sunday, 06-Nov-94 08:50:37 GMT", 60), ("Sun Nov  6 08:49:38 1994", 1),
    // In the past: now.
    ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Sat, 31 Dec 1994 23:59:60 GMT", 4_806_623),
    ("99999999999999999999", 31_536_000), ("Fri, 01 Jan 2100 00:00:00 GMT", 31_536_000),
  ])
  func taken(_ field: String, _ seconds: Int) {
    #expect(RetryAfter.parse(field, answeredAt: Self.date) == .seconds(seconds))
  }

  @Test(arguments: [
    "", " ", "-1", "1.5", "soon", "12 s", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nou 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06-Nov GMT", ",", "Sun, +6 Nov 1994 08:49:37 GMT",
  ])
  func ignored(_ field: String) {
    #expect(RetryAfter.parse(field, answeredAt: Self.date) == nil)
  }

  @Test func dateWithoutTheServersDateIsIgnored() {
    #expect(RetryAfter.parse(Self.date, answeredAt: nil) == nil)
    #expect(RetryAfter.parse(Self.date, answeredAt: "yesterday") == nil)
  }

  @Test(arguments: [
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
    ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777), ("Thursday, 31-Dec-26 23:59:59 GMT", 1_798_761_599),
    ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Fri, 31 Dec 1999 23:59:59 GMT", 946_684_799),
  ])
  func dates(_ text: String, _ seconds: Int64) {
    #expect(HTTPDate.parse(text) == seconds)
  }
}
