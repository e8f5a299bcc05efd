import Testing

/// Keys that are unknown, missing or at the wrong place.
@Suite struct BrokenKeysTests {
  @Test(arguments: [
    BrokenConfiguration(
      "  distributor:", "  distributer:", 3, 3, "bank.distributer",
      "there is no key `distributer` in `bank`; did you mean `distributor`? (known here: `id`, `distributor`, `account`, `location` and `time_zone`)"
    ),
    BrokenConfiguration(
      "retry_cap_s: 60", "hold_s: 60", 15, 3, "prokeep.hold_s",
      "there is no key `hold_s` in `prokeep`; it belongs to `timing` (known here: `url`, `from`, `credentials_file`, `mode`, `pilot_numbers`, `pace`, `on_ambiguous`, `retry_cap_s`, `splay_s`, `ready_ttl_h`, `ca_file` and `proxy`)"
    ),
    BrokenConfiguration(
      "splay_s: 30", "bank: 30", 16, 3, "prokeep.bank",
      "there is no key `bank` in `prokeep`; it belongs to the top of the file (known here: `url`, `from`, `credentials_file`, `mode`, `pilot_numbers`, `pace`, `on_ambiguous`, `retry_cap_s`, `splay_s`, `ready_ttl_h`, `ca_file` and `proxy`)"
    ),
    BrokenConfiguration(
      "  id: gotham-1\n", "", 2, 3, "bank.id",
      "`id` is missing in `bank`; write `id: gotham-1`"),
    BrokenConfiguration(
      "pilot_numbers: []", "pilot_numbres: []", 12, 3, "prokeep.pilot_numbres",
      "there is no key `pilot_numbres` in `prokeep`; did you mean `pilot_numbers`? (known here: `url`, `from`, `credentials_file`, `mode`, `pilot_numbers`, `pace`, `on_ambiguous`, `retry_cap_s`, `splay_s`, `ready_ttl_h`, `ca_file` and `proxy`)"
    ),
    BrokenConfiguration(
      "{socket: /run/locker-agent/api.sock}", "{tcp: {listen: 127.0.0.1:80}}", 25, 7, "api.tcp",
      "`tcp` is not offered by this version; remove it, the commands use the socket"),
    BrokenConfiguration(
      "bank:\n", "- bank\n", 1, 1, "",
      "this line is no key; write `key: value`, with a space behind the colon"),
    BrokenConfiguration(
      "clock: kernel", "clock: kernel\nüñí: 1", 24, 1, "üñí",
      "there is no key `üñí`; known here: `bank`, `prokeep`, `notices`, `timing`, `clock`, `store`, `store_key_file`, `api`, `metrics`, `gpio`, `serial`, `scanners` and `compartments`"
    ),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
