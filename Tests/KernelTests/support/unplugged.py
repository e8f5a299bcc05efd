"""Inside the systemd machine: an adapter is pulled at each step of a query, and comes back under another name."""

import grp
import os
import time

from installation import UNIT, Service, configure, journal, lay_down, run, show
from serial_adapter import Adapter, Hand
from stand_in import StandIn

# By the machine's own clock, which goes several times too fast when it was set up on a busy host.
LIMIT = 600
DOORS = "{names: A1..A16, door: {bus: bus-a, board: 0, first_lock: 1}}"


def ticks(process, thread):
    """What a thread has had of a processor, in clock ticks (proc(5): utime and stime)."""
    for task in os.listdir(f"/proc/{process}/task"):
        text = open(f"/proc/{process}/task/{task}/stat").read()
        if f"({thread})" in text:
            fields = text.rpartition(")")[2].split()
            return int(fields[11]) + int(fields[12])
    raise AssertionError(f"no thread {thread}")


def times_gone(said):
    """How often the ledger, as the journal has it, says of door A3 that the port went away with these words."""
    return sum(
        line.endswith("compartment=A3") and f"door-unknown: {port} went away ({said}" in line
        for line in run("journalctl", "--no-pager", "--unit", UNIT).splitlines())


def pull(adapter, said=""):
    """Pulls it and waits until its doors are unknown; said: what the kernel has to say of it, as the ledger has it."""
    before = times_gone(said)
    adapter.pull()
    service.wait_for_door("A16", "unknown", LIMIT)
    door = service.door("A3")
    assert door["state"] == "unknown" and door["since"] and door["raw"] is None, door
    # It says how the port is now: gone, or not there when it was looked for again.
    assert door["reason"].startswith(f"{port} "), door
    run("journalctl", "--sync")
    assert times_gone(said) == before + 1, said


lay_down()
for module in ("xhci_pci", "ftdi_sio"):
    run("modprobe", module)
hand = Hand()
adapter, other = Adapter(hand, "a", 1, "A1B2C3"), Adapter(hand, "b", 2, "D4E5F6")
adapter.plug_in()
port = adapter.by_id
print(run("ls", "-l", "/dev/serial/by-id", "/dev/serial/by-path"))
# Our udev rules, and Debian's.
device = os.stat(adapter.tty)
assert grp.getgrgid(device.st_gid).gr_name == "dialout", device
name = os.path.basename(adapter.tty)
assert open(f"/sys/bus/usb-serial/devices/{name}/latency_timer").read().strip() == "1"
usb = os.path.realpath(f"/sys/bus/usb-serial/devices/{name}/../..")
assert "ID_MM_DEVICE_IGNORE=1" in run("udevadm", "info", "--query=property", f"--path={usb}").splitlines(), usb

stand_in = StandIn("/tmp/texts")
# Neither driver can switch the direction of an RS-485 line: the ports are used as they are.
line = "protocol: kerong-cu-3x, rs485: kernel, reply_timeout_ms: 10000, boards: [{address: 0, locks: 16, closed: 1}]"
configure(
    stand_in.url,
    serial=[
        f"{{name: bus-a, port: {port}, poll_ms: 50, gap_ms: 5, {line}}}",
        f"{{name: bus-b, port: /dev/ttyS1, {line}}}"],
    compartments=[DOORS, "{name: B1, door: {bus: bus-b, board: 0, lock: 1}}"])

try:
    service = Service()
    service.wait_for_door("A3", "closed", LIMIT)
    assert [bus["state"] for bus in service.get("/v1/buses")["buses"]] == ["open", "open"]
    main = show("MainPID")

    # While it is asked as fast as it answers, with an order in the middle of its loading.
    service.place_order("4711", ["A3"])
    adapter.board.open(3)
    service.wait_for_door("A3", "open", LIMIT)
    was = adapter.tty
    pull(adapter)
    print(run("locker-agent", "doors", "--compartment", "A3"))
    print("health:", *service.get("/v1/health")["problems"], sep="\n  ")
    service.wait_for_problem(f"{port} is not there", LIMIT)
    # It goes on trying and doesn't go round and round: a spell of watching, in which a thread that never waits would
    # have a processor to itself.
    before, began = ticks(main, "serial bus-a"), time.monotonic()
    time.sleep(5)
    used = (ticks(main, "serial bus-a") - before) / os.sysconf("SC_CLK_TCK")
    spell = time.monotonic() - began
    print(f"serial bus-a: {used:.2f} s of a processor in {spell:.1f} s without the adapter")
    assert used < spell / 3, (used, spell)

    # Its old name is free, so the agent has let go of it, and another adapter takes it.
    adapter.board.close(3)
    other.plug_in()
    assert other.tty == was, (other.tty, was)
    assert not stand_in.requests, stand_in.requests
    adapter.plug_in()
    assert adapter.tty != was and adapter.by_id == port, (adapter.tty, was)
    print(f"{port} was {was} and is {adapter.tty}")
    stand_in.wait_for(1, LIMIT)
    service.wait_for_notice("4711", "accepted", LIMIT)
    service.wait_for_door("A16", "closed", LIMIT)

    # In the middle of an answer.
    adapter.board.speaks = 4
    adapter.board.wait_for_query()
    pull(adapter, "it hung up")
    adapter.board.speaks = 9
    adapter.plug_in()
    service.wait_for_door("A16", "closed", LIMIT)

    # While the agent waits for an answer.
    adapter.board.speaks = 0
    adapter.board.wait_for_query()
    pull(adapter, "it hung up")
    adapter.board.speaks = 9
    adapter.plug_in()
    service.wait_for_door("A16", "closed", LIMIT)
    service.stop()

    # While nobody asks: the next query is ten seconds away.
    configure(
        stand_in.url, serial=[f"{{name: bus-a, port: {port}, poll_ms: 10000, {line}}}"], compartments=[DOORS])
    service = Service()
    service.wait_for_door("A16", "closed", LIMIT)
    adapter.board.wait_for_query()
    pull(adapter, "it hung up")
    adapter.plug_in()
    service.wait_for_door("A16", "closed", LIMIT)
    assert "input-away" not in str(service.get("/v1/health")["problems"])

    service.stop()
    assert len(stand_in.requests) == 1, stand_in.requests
except BaseException:
    print(journal())
    raise
