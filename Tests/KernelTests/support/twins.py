"""Inside the systemd machine: two adapters that say the same of themselves, and come back in the other order."""

from installation import CONFIG, Service, configure, journal, lay_down, run
from serial_adapter import Adapter, Hand
from stand_in import StandIn

# By the machine's own clock, which goes several times too fast when it was set up on a busy host.
LIMIT = 600


def buses(*ports):
    return [
        f"{{name: bus-{name}, port: {port}, protocol: kerong-cu-3x, boards: [{{address: 0, locks: 16, closed: 1}}]}}"
        for name, port in zip("ab", ports)]


lay_down()
for module in ("xhci_pci", "ftdi_sio"):
    run("modprobe", module)
hand = Hand()
adapters = [Adapter(hand, "a", 1, "0001"), Adapter(hand, "b", 2, "0001")]
for adapter in adapters:
    adapter.plug_in()
print(run("ls", "-l", "/dev/serial/by-id", "/dev/serial/by-path"))
before = [adapter.tty for adapter in adapters]
assert before == ["/dev/ttyUSB0", "/dev/ttyUSB1"], before

stand_in = StandIn("/tmp/texts")
doors = [f"{{name: {row}1, door: {{bus: bus-{row.lower()}, board: 0, lock: 1}}}}" for row in "AB"]
# Both have this name from what they say of themselves, and one of them gets it.
configure(stand_in.url, serial=buses(adapters[0].by_id), compartments=doors[:1])
checked = run("locker-agent", "check")
print(checked)
assert "two that are plugged in have the same serial number 0001; write /dev/serial/by-path/" in checked
configure(stand_in.url, serial=buses(before[0]), compartments=doors[:1])
checked = run("locker-agent", "check")
print(checked)
assert f"{before[0]} may be another adapter after the next start; write {adapters[0].by_path}" in checked

configure(stand_in.url, serial=buses(*(adapter.by_path for adapter in adapters)), compartments=doors)
checked = run("locker-agent", "check")
assert "/dev/" not in checked, checked
try:
    service = Service()
    adapters[1].board.open(1)
    service.wait_for_door("A1", "closed", LIMIT)
    service.wait_for_door("B1", "open", LIMIT)
    service.place_order("4711", ["A1"])
    service.place_order("4712", ["B1"])
    for adapter in adapters:
        adapter.pull()
    for door in ("A1", "B1"):
        service.wait_for_door(door, "unknown", LIMIT)
    for adapter in reversed(adapters):
        adapter.plug_in()
    after = [adapter.tty for adapter in adapters]
    print(run("ls", "-l", "/dev/serial/by-id", "/dev/serial/by-path"))
    assert after == before[::-1], after
    service.wait_for_door("A1", "closed", LIMIT)
    service.wait_for_door("B1", "open", LIMIT)
    assert service.get("/v1/orders/4711")["state"] == "assigned"

    adapters[1].board.close(1)
    stand_in.wait_for(1, LIMIT)
    service.wait_for_notice("4712", "accepted", LIMIT)
    assert service.get("/v1/orders/4711")["state"] == "assigned"
    service.wait_for_health(LIMIT)
    service.stop()
    assert len(stand_in.requests) == 1, stand_in.requests
except BaseException:
    print(journal())
    raise
