import Testing

/// What is right by itself and wrong together.
@Suite struct BrokenReferencesTests {
  @Test(arguments: [
    BrokenConfiguration(
      "name: A2", "name: A1", 37, 12, "compartments[1].name",
      "a compartment `A1` stands on line 36 already; each has a name of its own"),
    BrokenConfiguration(
      "line: DOOR-A2", "line: 3", 37, 22, "compartments[1].door",
      "gpio-sim.0-node0 line 3 is the door of `A1` (line 36) already; `A2` needs one of its own"),
    BrokenConfiguration(
      "first_lock: 2", "first_lock: 1", 39, 28, "compartments[3].door",
      "bus-a board 0 lock 1 is the door of `B1` (line 38) already; `B2` needs one of its own"),
    BrokenConfiguration(
      "first_lock: 2", "first_lock: 3", 39, 63, "compartments[3].door.first_lock",
      "15 names from lock 3 on reach lock 17, and board 0 of `bus-a` has 16; write less, or correct its `locks`"),
    BrokenConfiguration(
      "lock: 1}", "lock: 17}", 38, 51, "compartments[2].door.lock",
      "this is lock 17, and board 0 of `bus-a` has 16; write less, or correct its `locks`"),
    BrokenConfiguration(
      "chip: gpio-sim.0-node0, line: 3", "chip: gpio-sim.0-nod0, line: 3", 36, 29, "compartments[0].door.chip",
      "`gpio` describes no chip `gpio-sim.0-nod0`; did you mean `gpio-sim.0-node0`?"),
    BrokenConfiguration(
      "bus: bus-a, board: 0, lock: 1", "bus: bus-b, board: 0, lock: 1", 38, 28, "compartments[2].door.bus",
      "`serial` describes no bus `bus-b`; did you mean `bus-a`?"),
    BrokenConfiguration(
      "bus: bus-a, board: 0, lock: 1", "bus: bus-a, board: 1, lock: 1", 38, 42, "compartments[2].door.board",
      "`bus-a` has no board at address 1; it has 0"),
    BrokenConfiguration(
      "bus: bus-a, board: 0, lock: 1", "bus: bus-a, board: 0, line: 1", 38, 51, "compartments[2].door.line",
      "`line` belongs to a door on a chip; a door on a bus has `board` and `lock`"),
    BrokenConfiguration(
      "bus: bus-a, board: 0, lock: 1", "bus: bus-a, chip: gpio-sim.0-node0, line: 1", 38, 28,
      "compartments[2].door.bus",
      "a door is on a chip or on a bus, not on both; keep `chip` or `bus`"),
    BrokenConfiguration(
      "bus: bus-a, board: 0, lock: 1", "board: 0, lock: 1", 38, 22, "compartments[2].door",
      "nobody knows where this door is; write {chip: LABEL, line: 3} or {bus: NAME, board: 0, lock: 1}"),
    BrokenConfiguration(
      "first_lock: 2", "lock: 2", 39, 57, "compartments[3].door.lock",
      "a range of names needs the place of its first door; write `first_lock` for `lock`"),
    BrokenConfiguration(
      "board: 0, lock: 1}", "board: 0, first_lock: 1}", 38, 57, "compartments[2].door.first_lock",
      "`first_lock` goes with a range of `names`; one compartment has `lock`"),
    BrokenConfiguration(
      "names: B2..B16", "names: B16..B2", 39, 13, "compartments[3].names",
      "`B16..B2` runs backwards; write B2..B16"),
    BrokenConfiguration(
      "names: B2..B16", "names: B2-B16", 39, 13, "compartments[3].names",
      "`names` is a range like B2..B16; for one compartment write `name: B2-B16`"),
    BrokenConfiguration(
      "names: B2..B16", "names: B2..C16", 39, 13, "compartments[3].names",
      "`B2..C16` is no range; both ends have the same letters and then a number, like B2..B16"),
    BrokenConfiguration(
      "names: B2..B16", "names: B2..B16, name: B17", 39, 13, "compartments[3].names",
      "`name` and `names` exclude each other; keep one of them"),
    BrokenConfiguration(
      "name: A1", "name: 1", 36, 12, "compartments[0].name",
      #"`1` without quotes is a number, and `name` is a text; write "1""#),
    BrokenConfiguration(
      "boards: [{address: 0, locks: 16, closed: 1}]",
      "boards: [{address: 0, locks: 16, closed: 1}, {address: 0, locks: 16, closed: 1}]", 34, 50, "serial[0].boards[1]",
      "address 0 is taken on this bus by the board on line 34; each board has its own"),
    BrokenConfiguration(
      "gpio:\n", "gpio:\n  - {chip: gpio-sim.0-node0, closed: high}\n", 28, 12, "gpio[1].chip",
      "the chip `gpio-sim.0-node0` is described already on line 27; keep one of them"),
    BrokenConfiguration(
      "serial:\n",
      "serial:\n  - {name: bus-b, port: /dev/serial/by-id/usb-FTDI_FT232R_A1B2C3-if00-port0, protocol: kerong-cu-3x, boards: [{address: 0, locks: 16, closed: 1}]}\n",
      31, 11, "serial[1].port",
      "this port belongs to the bus on line 29 already; put all boards of a port under one bus"),
    BrokenConfiguration(
      "serial:\n",
      "serial:\n  - {name: bus-a, port: /dev/ttyS9, protocol: shuoming-8a, boards: [{address: 1, locks: 16, closed: 1}]}\n",
      30, 11, "serial[1].name",
      "the bus `bus-a` is described already on line 29; give this one a name of its own"),
  ])
  func isExplained(broken: BrokenConfiguration) { broken.check() }
}
