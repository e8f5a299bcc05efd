/// The keys of every section, so that a key at the wrong place can be shown its home.
enum Schema {
  static let file = [
    "bank", "prokeep", "notices", "timing", "clock", "store", "store_key_file", "api", "metrics", "gpio", "serial",
    "scanners", "compartments",
  ]
  static let bank = ["id", "distributor", "account", "location", "time_zone"]
  static let prokeep = [
    "url", "from", "credentials_file", "mode", "pilot_numbers", "pace", "on_ambiguous", "retry_cap_s", "splay_s",
    "ready_ttl_h", "ca_file", "proxy",
  ]
  static let pace = ["per_second", "burst"]
  static let notices = ["ready"]
  static let notice = ["template", "text"]
  static let ownTemplate = ["text"]
  static let timing = [
    "hold_s", "min_open_s", "reload_window_s", "claim_window_s", "pair_window_s", "announced_ttl_h",
    "ajar_after_s", "load_incomplete_after_s", "unseen_after_s", "pickup_window_h", "pickup_before_text",
  ]
  static let api = ["socket"]
  static let metrics = ["textfile"]
  static let chip = ["chip", "closed", "bias", "debounce_ms"]
  static let bus = [
    "name", "port", "protocol", "baud", "poll_ms", "reply_timeout_ms", "gap_ms", "rs485", "boards",
  ]
  static let board = ["address", "locks", "closed", "sensor", "goods", "map"]
  static let scanner = [
    "name", "port", "baud", "suffix", "idle_gap_ms", "prefix", "aim_id", "encoding", "compartment_pattern",
    "order_pattern",
  ]
  static let compartment = ["name", "names", "door"]
  static let door = ["chip", "line", "first_line", "bus", "board", "lock", "first_lock", "closed"]

  /// The sections that know the key.
  static func homes(of key: String) -> [String] {
    let sections: [(String, [String])] = [
      ("the top of the file", file),
      ("`bank`", bank), ("`prokeep`", prokeep), ("`prokeep.pace`", pace), ("`notices`", notices),
      ("`notices.ready`", notice),
      ("`timing`", timing), ("`api`", api), ("`metrics`", metrics), ("`gpio`", chip), ("`serial`", bus),
      ("`serial[].boards`", board), ("`scanners`", scanner),
      ("`compartments`", compartment), ("`compartments[].door`", door),
    ]
    return sections.filter { $0.1.contains(key) }.map(\.0)
  }
}
