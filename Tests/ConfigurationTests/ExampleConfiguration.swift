/// The documentation's example, whole.
enum ExampleConfiguration {
  static let text = """
    bank:
      id: gotham-1
      distributor: Gotham Electrical
      account: Gotham Electrical          # {account}, default distributor
      location: 1515 Wayne Ave, Gotham, NJ 973
      time_zone: America/New_York
    prokeep:
      url: https://gotham.prokeep.com/rest/v1
      from: "+12015550123"
      credentials_file: /run/credentials/locker-agent.service/prokeep    # one line, username:password
      mode: live                          # live | pilot | dry-run
      pilot_numbers: []
      pace: {per_second: 1, burst: 5}
      on_ambiguous: resend                # resend | hold
      retry_cap_s: 60
      splay_s: 30                         # only after an outage over 10 minutes
      ready_ttl_h: 72
      # ca_file, proxy: optional
    notices:
      ready: {template: parcelpending}    # parcelpending | apex | {text: "your own with {placeholders}"}
    timing: {hold_s: 10, min_open_s: 0, reload_window_s: 60, claim_window_s: 600, ajar_after_s: 120,
             load_incomplete_after_s: 1800, unseen_after_s: 60, pickup_window_h: 72, pickup_before_text: hold}
    clock: kernel                         # kernel | trusted
    store: /var/lib/locker-agent/agent.sqlite
    api: {socket: /run/locker-agent/api.sock}     # tcp: {listen: ..., token_file: ...} optional
    gpio:
      - {chip: gpio-sim.0-node0, closed: low, bias: pull-up, debounce_ms: 50}
    serial:
      - name: bus-a
        port: /dev/serial/by-id/usb-FTDI_FT232R_A1B2C3-if00-port0
        protocol: kerong-cu-3x
        baud: 19200
        poll_ms: 200
        boards: [{address: 0, locks: 16, closed: 1}]    # closed: the raw bit that means closed
    compartments:
      - {name: A1, door: {chip: gpio-sim.0-node0, line: 3}}
      - {name: A2, door: {chip: gpio-sim.0-node0, line: DOOR-A2}}
      - {name: B1, door: {bus: bus-a, board: 0, lock: 1}}
      - {names: B2..B16, door: {bus: bus-a, board: 0, first_lock: 2}}

    """

  /// The example with its first `old` written otherwise.
  static func with(_ old: String, _ new: String) -> String {
    precondition(text.contains(old), "the example has no \(old)")
    return text.replacing(old, with: new, maxReplacements: 1)
  }
}
