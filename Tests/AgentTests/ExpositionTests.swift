@testable import Agent
import LocalAPI
import Testing

@Suite struct ExpositionTests {
  @Test("what needs escaping comes back as it was")
  func escapes() throws {
    var page = Exposition()
    let name = "C:\\dev \"bus\"\nboard 0"
    page.add(
      "locker_agent_a", .gauge, "A \\ and a\nnew line.", [Exposition.Sample(7, ("input", name), ("kind", "x"))])
    page.add("locker_agent_b_seconds", .gauge, "B.", Exposition.Sample(WallTime(unixMilliseconds: 1_785_326_400_007)))
    page.add("locker_agent_c_total", .counter, "C.", [])
    #expect(
      page.text == """
        # HELP locker_agent_a A \\\\ and a\\nnew line.
        # TYPE locker_agent_a gauge
        locker_agent_a{input="C:\\\\dev \\"bus\\"\\nboard 0",kind="x"} 7
        # HELP locker_agent_b_seconds B.
        # TYPE locker_agent_b_seconds gauge
        locker_agent_b_seconds 1785326400.007

        """)
    #expect(try ExpositionPage(page.text).value("locker_agent_a", ["input": name, "kind": "x"]) == 7)
  }

  @Test(
    "the reader that other tests trust finds what a scraper would",
    arguments: [
      "locker_agent_a 1\n", "# HELP locker_agent_a a\n# TYPE locker_agent_a gauge\nlocker_agent_a 1",
      "# HELP locker_agent_a a\n# TYPE locker_agent_a gauge\nlocker_agent_a{b=\"1\"} 1\nlocker_agent_a{b=\"1\"} 1\n",
      "# HELP locker_agent_a a\n# TYPE locker_agent_a gauge\nlocker_agent_a{b=\"1\\x\"} 1\n",
      "# HELP locker_agent_a a\n# TYPE locker_agent_a gauge\nlocker_agent_a one\n",
      "# HELP locker_agent_a a\n# TYPE locker_agent_a counter\nlocker_agent_a 1\n",
      "# HELP locker_agent_a a\n# TYPE locker_agent_a gauge\n",
      "# TYPE locker_agent_a gauge\nlocker_agent_a 1\n",
    ])
  func isStrict(text: String) { #expect(throws: ExpositionPage.Wrong.self) { try ExpositionPage(text) } }
}
