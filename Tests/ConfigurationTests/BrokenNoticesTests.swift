import Testing

/// Texts that are no templates.
@Suite struct BrokenNoticesTests {
  @Test(arguments: [
    BrokenConfiguration(
      "parcelpending}", "parcelpendng}", 20, 21, "notices.ready.template",
      "`template` can't be `parcelpendng`; write `parcelpending` or `apex`; did you mean `parcelpending`?"),
    BrokenConfiguration(
      "{template: parcelpending}", #"{template: {text: "Code {cod}"}}"#, 20, 34, "notices.ready.template.text",
      "`{cod}` is no placeholder; did you mean `{code}`? (known: `{distributor}`, `{account}`, `{location}`, `{bank}`, `{order}`, `{code}`, `{name}` and `{compartments}`)"
    ),
    BrokenConfiguration(
      "{template: parcelpending}", #"{text: "Code {code"}"#, 20, 23, "notices.ready.text",
      "this `{` has no `}`; write a placeholder like {code}, or `{{` for the brace itself"),
    BrokenConfiguration(
      "{template: parcelpending}", #"{text: ""}"#, 20, 18, "notices.ready.text",
      "the text is empty; write what the customer shall read"),
    BrokenConfiguration(
      "{template: parcelpending}", #"{text: "Call {phone}"}"#, 20, 23, "notices.ready.text",
      "`{phone}` is not offered: the text goes to that phone anyway (known: `{distributor}`, `{account}`, `{location}`, `{bank}`, `{order}`, `{code}`, `{name}` and `{compartments}`)"
    ),
    BrokenConfiguration(
      "{template: parcelpending}", "\n    text: |\n      Hello {name},\n      your code: {Code}", 23, 18,
      "notices.ready.text",
      "`{Code}` is no placeholder; did you mean `{code}`? (known: `{distributor}`, `{account}`, `{location}`, `{bank}`, `{order}`, `{code}`, `{name}` and `{compartments}`)"
    ),
    BrokenConfiguration(
      "{template: parcelpending}", "{template: apex, text: Hi}", 20, 33, "notices.ready.text",
      "`template` and `text` exclude each other; keep one of them"),
    BrokenConfiguration(
      "  location: 1515 Wayne Ave, Gotham, NJ 973\n", "", 19, 21, "notices.ready.template",
      "the template `parcelpending` says `{location}`, and `bank` has no `location`; write one there, as a customer finds it"
    ),
    BrokenConfiguration(
      "{template: parcelpending}", "{text: >-\n    Hi {cod}\n   }", 20, 17, "",
      "a value can't begin with `>`; put it in quotes"),
    BrokenConfiguration(
      "{template: parcelpending}", "\n    text: >\n      Hi\n      {cod}", 21, 11, "notices.ready.text",
      "`{cod}` is no placeholder; did you mean `{code}`? (known: `{distributor}`, `{account}`, `{location}`, `{bank}`, `{order}`, `{code}`, `{name}` and `{compartments}`)"
    ),
    BrokenConfiguration(
      "{template: parcelpending}", "{text: 'Ünï {cod}'}", 20, 22, "notices.ready.text",
      "`{cod}` is no placeholder; did you mean `{code}`? (known: `{distributor}`, `{account}`, `{location}`, `{bank}`, `{order}`, `{code}`, `{name}` and `{compartments}`)"
    ),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
