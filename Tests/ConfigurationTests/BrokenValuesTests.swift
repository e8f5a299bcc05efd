import Testing

/// Values of a wrong type, out of range, or written so that they would be misread.
@Suite struct BrokenValuesTests {
  @Test(arguments: [
    BrokenConfiguration(
      "retry_cap_s: 60", #"retry_cap_s: "15""#, 15, 16, "prokeep.retry_cap_s",
      "the quotes make `retry_cap_s` a text, and a number is wanted; write 15 without quotes"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s: 1m", 15, 16, "prokeep.retry_cap_s",
      "`retry_cap_s` can't be `1m`; write a whole number from 1 to 3600 seconds"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s: 060", 15, 16, "prokeep.retry_cap_s",
      "`retry_cap_s` is written `060`, which programs read differently; write 60"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s: 1.5", 15, 16, "prokeep.retry_cap_s",
      "`retry_cap_s` is 1.5; write a whole number from 1 to 3600 seconds"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s: 0x10", 15, 16, "prokeep.retry_cap_s",
      "`retry_cap_s` can't be `0x10`; write a whole number from 1 to 3600 seconds"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s: 99999", 15, 16, "prokeep.retry_cap_s",
      "`retry_cap_s` is 99999, out of range; write a whole number from 1 to 3600 seconds"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s:", 15, 15, "prokeep.retry_cap_s",
      "`retry_cap_s` has no value; write one after the colon, or remove the key"),
    BrokenConfiguration(
      "retry_cap_s: 60", "retry_cap_s: [60]", 15, 16, "prokeep.retry_cap_s",
      "`retry_cap_s` is a list here, and should be a whole number from 1 to 3600 seconds"),
    BrokenConfiguration(
      "per_second: 1,", "per_second: 0,", 13, 22, "prokeep.pace.per_second",
      "`per_second` is 0, out of range; write a number from 0.01 to 10000"),
    BrokenConfiguration(
      #"from: "+12015550123""#, "from: +12015550123", 9, 9, "prokeep.from",
      "this without quotes is a number, and `from` is a text; put it in quotes"),
    BrokenConfiguration(
      #"from: "+12015550123""#, #"from: "(201) 555-0123""#, 9, 9, "prokeep.from",
      "`from`: a phone number is written in E.164: a plus sign, the country code and 8 to 15 digits in all, no spaces, such as +12015550199"
    ),
    BrokenConfiguration(
      "id: gotham-1", "id: true", 2, 7, "bank.id",
      #"`true` without quotes is a boolean, and `id` is a text; write "true""#),
    BrokenConfiguration(
      "id: gotham-1", "id: gotham 1", 2, 7, "bank.id",
      "a bank's `id` is made of letters, digits, `.`, `_` and `-`; write it like gotham-1"),
    BrokenConfiguration(
      "distributor: Gotham Electrical", #"distributor: "Gotham\u200BElectrical""#, 3, 16, "bank.distributor",
      "`distributor` holds the control or invisible character U+200B; write it without"),
    BrokenConfiguration(
      "mode: live", "mode: lve", 11, 9, "prokeep.mode",
      "`mode` can't be `lve`; write `live`, `pilot` or `dry-run`; did you mean `live`?"),
    BrokenConfiguration(
      "mode: live", "mode: pilot", 12, 18, "prokeep.pilot_numbers",
      #"`mode: pilot` sends to `pilot_numbers` only, and there are none; write `pilot_numbers: ["+12015550199"]`"#),
    BrokenConfiguration(
      "pilot_numbers: []", "pilot_numbers: 12015550199", 12, 18, "prokeep.pilot_numbers",
      "`pilot_numbers` is a single value here, and should be a list; write each number behind `- ` on its own line"),
    BrokenConfiguration(
      "pilot_numbers: []", #"pilot_numbers: ["+12015550199", "0201"]"#, 12, 35, "prokeep.pilot_numbers[1]",
      "`pilot_numbers[1]`: a phone number is written in E.164: a plus sign, the country code and 8 to 15 digits in all, no spaces, such as +12015550199"
    ),
    BrokenConfiguration(
      "closed: low", "closed: true", 27, 38, "gpio[0].closed",
      "`closed` can't be `true`; write `low` or `high`"),
    BrokenConfiguration(
      "boards: [{address: 0,", "boards: [{address: 16,", 34, 24, "serial[0].boards[0].address",
      "`address` is 16, out of range; write a whole number from 0 to 15 for kerong-cu-3x"),
    BrokenConfiguration(
      "boards: [{address: 0, locks: 16, closed: 1}]", "boards: [{address: 0, locks: 16, closed: low}]", 34, 46,
      "serial[0].boards[0].closed",
      "`closed` can't be `low`; write 0 or 1 (the raw bit of a closed door)"),
    BrokenConfiguration(
      "boards: [{address: 0, locks: 16, closed: 1}]", "boards: []", 34, 13, "serial[0].boards",
      "a bus has at least one board; write `boards: [{address: 0, locks: 16, closed: 1}]`"),
    BrokenConfiguration(
      "boards: [{address: 0, locks: 16, closed: 1}]", "boards: [{address: 0, locks: 24, closed: 1}]", 34, 34,
      "serial[0].boards[0].locks",
      "`locks` is 24, out of range; write a whole number from 1 to 16 for kerong-cu-3x"),
    BrokenConfiguration(
      "baud: 19200", "baud: 19000", 32, 11, "serial[0].baud",
      "no port runs at 19000 baud; write one of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600"
    ),
    BrokenConfiguration(
      "protocol: kerong-cu-3x", "protocol: kerong-cu3x", 31, 15, "serial[0].protocol",
      "`protocol` can't be `kerong-cu3x`; write `kerong-cu-3x`, `kerong-cu-5x`, `kerong-cu-6x`, `shuoming-8a`, `wkly`, `winnsen` or `modbus-rtu`; did you mean `kerong-cu-3x`?"
    ),
    BrokenConfiguration(
      "protocol: kerong-cu-3x", "protocol: modbus", 31, 15, "serial[0].protocol",
      "`protocol` can't be `modbus`; write `kerong-cu-3x`, `kerong-cu-5x`, `kerong-cu-6x`, `shuoming-8a`, `wkly`, `winnsen` or `modbus-rtu`"
    ),
    BrokenConfiguration(
      "time_zone: America/New_York", "time_zone: ../../etc/passwd", 6, 14, "bank.time_zone",
      "a `time_zone` is a name such as America/New_York, not a path"),
    BrokenConfiguration(
      "gpio:\n  - {chip: gpio-sim.0-node0, closed: low, bias: pull-up, debounce_ms: 50}", "gpio:", 26, 6, "gpio",
      "`gpio` has no value; write one after the colon, or remove the key"),
    BrokenConfiguration(
      "# ca_file, proxy: optional", "ca_file: null", 18, 12, "prokeep.ca_file",
      "`ca_file` has no value; write one after the colon, or remove the key"),
    BrokenConfiguration(
      "pilot_numbers: []", "pilot_numbers: [+12015550199]", 12, 19, "prokeep.pilot_numbers[0]",
      "this without quotes is a number, and `pilot_numbers[0]` is a text; put it in quotes"),
    BrokenConfiguration(
      "baud: 19200", #"baud: "19200""#, 32, 11, "serial[0].baud",
      "the quotes make `baud` a text, and a number is wanted; write 19200 without quotes"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
