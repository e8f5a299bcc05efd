import Testing

/// What is no YAML, or not of the subset.
@Suite struct BrokenSyntaxTests {
  @Test(arguments: [
    BrokenConfiguration(
      "  id: gotham-1", "\tid: gotham-1", 2, 1, "",
      "a tab stands where only spaces may; indent with spaces"),
    BrokenConfiguration(
      "  id: gotham-1", "  id: [gotham-1", 2, 7, "",
      "this `[` is never closed; write a comma between the entries and `]` at the end"),
    BrokenConfiguration(
      "  id: gotham-1", "  id: 'gotham-1", 2, 7, "",
      "this quote is never closed; write the same quote at the end of the text"),
    BrokenConfiguration(
      "  id: gotham-1", "  id gotham-1", 2, 3, "",
      "this line is no key; write `key: value`, with a space behind the colon"),
    BrokenConfiguration(
      "  distributor: Gotham Electrical", "  distributor: Gotham: Electrical", 3, 22, "",
      "a second colon on one line; put text that holds a colon in quotes"),
    BrokenConfiguration(
      "  distributor:", "    distributor:", 3, 5, "",
      "this line is indented deeper than the key above, which has its value already; begin all keys of one group in the same column"
    ),
    BrokenConfiguration(
      "  distributor:", " distributor:", 3, 2, "",
      "no group of keys begins in column 2; begin this line in the same column as its neighbours"),
    BrokenConfiguration(
      "distributor: Gotham Electrical", #"distributor: "Gotham \d""#, 3, 24, "",
      #"in double quotes a backslash begins an escape, and this is none; write \\ or put the text in single quotes"#),
    BrokenConfiguration(
      "distributor: Gotham Electrical", "distributor: @Gotham", 3, 16, "",
      "a value can't begin with `@`; put it in quotes"),
    BrokenConfiguration(
      "distributor: Gotham Electrical", #"distributor: "Gotham" Electrical"#, 3, 25, "",
      "nothing may follow a closing quote or bracket; if it belongs to the text, put the whole text in one pair of quotes"
    ),
    BrokenConfiguration(
      "pace: {per_second: 1, burst: 5}", "pace: {per_second: 1, burst: 5", 13, 9, "",
      "this `{` is never closed; write a comma between the keys and `}` at the end"),
    BrokenConfiguration(
      "clock: kernel", "clock: kernel\n---\nbank: {}\n#", 24, 1, "",
      "only one document is taken; remove this `---` and what follows"),
    BrokenConfiguration(
      "clock: kernel", "clock: ker\u{1}nel", 23, 11, "",
      "an invisible control character stands here; remove it"),
    BrokenConfiguration(
      "id: gotham-1", "id: &bank gotham-1", 2, 7, "bank.id",
      "anchors aren't taken; remove `&bank` and write the value out wherever it is needed"),
    BrokenConfiguration(
      "account: Gotham Electrical", "account: *name", 4, 12, "bank.account",
      "aliases aren't taken; write out here what `*name` stands for"),
    BrokenConfiguration(
      "id: gotham-1", "id: !!str gotham-1", 2, 7, "bank.id",
      "tags aren't taken; remove `!!str`"),
    BrokenConfiguration(
      "gpio:\n  - {chip", "gpio:\n  - {<<: {closed: high}, chip", 27, 6, "gpio[0]",
      "merge keys aren't taken; write the keys out here"),
    BrokenConfiguration(
      "clock: kernel", "clock: kernel\nclock: trusted", 24, 1, "clock",
      "`clock` stands here twice, first on line 23; keep one of them"),
    BrokenConfiguration(
      "  id: gotham-1", "  id: gotham-1\n  id: gotham-2", 3, 3, "bank.id",
      "`id` stands here twice, first on line 2; keep one of them"),
    BrokenConfiguration(
      "bank:\n", "%YAML 1.1\n---\nbank:\n", 1, 1, "",
      "directives (lines that begin with `%`) aren't taken; remove them"),
    BrokenConfiguration(
      "clock: kernel", "[a, b]: kernel", 23, 1, "",
      "a key is a single word; write `key: value`"),
    BrokenConfiguration(
      "bank:\n", "bank\n", 1, 1, "",
      "this line is no key; write `key: value`, with a space behind the colon"),
    BrokenConfiguration(
      "  id: gotham-1", "  id:gotham-1", 2, 3, "",
      "this line is no key; write `key: value`, with a space behind the colon"),
    BrokenConfiguration(
      "serial:\n  - name: bus-a\n    port:", "serial:\n  - name: bus-a\n   port:", 30, 4, "",
      "this is neither an entry of the list above nor a key of its last entry; begin it in the same column as its neighbours"
    ),
    BrokenConfiguration(
      "serial:\n  - name", "serial: - name", 28, 9, "",
      "a list entry isn't expected here; write each `- ` on a line of its own below its key"),
    BrokenConfiguration(
      "id: gotham-1", "id: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", 2, 38, "",
      "this is nested deeper than any configuration; write it as the documentation shows"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
