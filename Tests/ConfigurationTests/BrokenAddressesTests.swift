import Testing

/// URLs and paths.
@Suite struct BrokenAddressesTests {
  @Test(arguments: [
    BrokenConfiguration(
      "https://gotham", "http://gotham", 8, 8, "prokeep.url",
      "`url` would send the password readable for everybody on the way; write https://gotham.prokeep.com/rest/v1"),
    BrokenConfiguration(
      "https://gotham.prokeep.com/rest/v1", "http://localhost:8080/rest/v1", 8, 8, "prokeep.url",
      "`url` has http to `localhost`, which is a name and not an address; write http://127.0.0.1:8080/rest/v1"),
    BrokenConfiguration(
      "https://gotham", "https://user:secret@gotham", 8, 8, "prokeep.url",
      "`url` names a user; user and password belong into the credentials file"),
    BrokenConfiguration(
      "/rest/v1", "/rest/v1/messages", 8, 8, "prokeep.url",
      "`url` ends before `/messages`, which the agent adds itself; write https://gotham.prokeep.com/rest/v1"),
    BrokenConfiguration(
      "/rest/v1", "/rest/v1?key=1", 8, 8, "prokeep.url",
      "`url` has a `?`; write it without query and fragment"),
    BrokenConfiguration(
      "https://gotham", "gotham", 8, 8, "prokeep.url",
      "`url` isn't a whole address; write it with its scheme, like https://NAME.prokeep.com/rest/v1 or http://127.0.0.1:8080"
    ),
    BrokenConfiguration(
      "https://gotham", "ftp://gotham", 8, 8, "prokeep.url",
      "`url` begins with `ftp://`; write https://gotham.prokeep.com/rest/v1"),
    BrokenConfiguration(
      "# ca_file, proxy: optional", "proxy: proxy.example:3128", 18, 10, "prokeep.proxy",
      "`proxy` isn't a whole address; write it with its scheme, like https://NAME.prokeep.com/rest/v1 or http://127.0.0.1:8080"
    ),
    BrokenConfiguration(
      "# ca_file, proxy: optional", "proxy: http://proxy.example", 18, 10, "prokeep.proxy",
      "`proxy` has no port; write it like http://proxy.example:3128"),
    BrokenConfiguration(
      "store: /var", "store: var", 24, 8, "store",
      "`store` is the whole path of a file, beginning with `/`; `var/lib/locker-agent/agent.sqlite` isn't"),
    BrokenConfiguration(
      "/run/locker-agent/api.sock",
      "/run/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.sock",
      25, 15, "api.socket",
      "`socket` has 120 bytes; the path of a unix socket has at most 107, so choose a shorter one"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
