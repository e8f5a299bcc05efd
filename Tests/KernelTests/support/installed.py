"""Inside the systemd machine: installs the tree beside this file as root would, and lets it do its work."""

import grp
import os
import stat

from installation import STORE, Service, configure, journal, lay_down, run, show
from simulated_chip import SimulatedChip
from stand_in import StandIn

lay_down()
run("modprobe", "gpio-sim")
chip = SimulatedChip()
run("udevadm", "settle")
device = os.stat(chip.path)
assert grp.getgrgid(device.st_gid).gr_name == "gpio" and device.st_mode & 0o777 == 0o660, device
chip.close(3)

stand_in = StandIn("/tmp/texts")
configure(
    stand_in.url,
    gpio=[f"{{chip: {chip.label}, closed: low, bias: as-is, debounce_ms: 250}}"],
    compartments=[f"{{name: A1, door: {{chip: {chip.label}, line: 3}}}}"])

try:
    service = Service()
    service.wait_for_door("A1", "closed")
    service.place_order("4711", ["A1"])
    chip.bounce(3, 1)
    service.wait_for_door("A1", "open")
    chip.bounce(3, 0)
    stand_in.wait_for(1)
    service.wait_for_notice("4711", "accepted")

    assert stat.S_IMODE(os.stat(os.path.dirname(STORE)).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(STORE).st_mode) == 0o600
    assert stat.S_IMODE(os.stat("/run/locker-agent").st_mode) == 0o750
    main = show("MainPID")
    assert os.stat(f"/proc/{main}").st_uid != 0, "it runs as root"

    service.stop()
    assert len(stand_in.requests) == 1, stand_in.requests
except BaseException:
    print(journal())
    raise
