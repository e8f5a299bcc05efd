"""Inside the systemd machine: installs the tree beside this file as root would, and lets it do its work."""

import grp
import os
import stat
import subprocess

from agent import configuration, private
from local_api import LocalAPI
from simulated_chip import SimulatedChip
from stand_in import CREDENTIALS, StandIn

HERE = os.path.dirname(os.path.abspath(__file__))
UNIT = "locker-agent.service"


def run(*command):
    print("+", *command, flush=True)
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def show(name):
    return run("systemctl", "show", "--value", "--property", name, UNIT)


class Service(LocalAPI):
    def check_alive(self):
        state = show("ActiveState")
        assert state == "active", state


run("cp", "-r", "--no-preserve=ownership", f"{HERE}/tree/.", "/")
run("systemd-sysusers")
run("systemd-tmpfiles", "--create")
run("systemctl", "restart", "systemd-udevd")
run("systemctl", "daemon-reload")

run("modprobe", "gpio-sim")
chip = SimulatedChip()
run("udevadm", "settle")
device = os.stat(chip.path)
assert grp.getgrgid(device.st_gid).gr_name == "gpio" and device.st_mode & 0o777 == 0o660, device
chip.close(3)

stand_in = StandIn("/tmp/texts")
with open("/etc/locker-agent/prokeep.credentials", "w", opener=private) as file:
    file.write(CREDENTIALS + "\n")
with open("/etc/locker-agent/config.yaml", "w") as file:
    file.write(configuration(
        stand_in.url,
        [f"{{chip: {chip.label}, closed: low, bias: as-is, debounce_ms: 250}}"],
        [f"{{name: A1, door: {{chip: {chip.label}, line: 3}}}}"],
        credentials="/run/credentials/locker-agent.service/prokeep", store="/var/lib/locker-agent/agent.sqlite",
        socket="/run/locker-agent/api.sock"))

try:
    run("systemctl", "enable", "--now", UNIT)
    service = Service("/run/locker-agent/api.sock")
    # Type=notify: it was started when it said that it serves.
    assert service.is_serving()
    service.wait_for_door("A1", "closed")
    service.place_order("4711", ["A1"])
    chip.bounce(3, 1)
    service.wait_for_door("A1", "open")
    chip.bounce(3, 0)
    stand_in.wait_for(1)
    service.wait_for_notice("4711", "accepted")

    assert stat.S_IMODE(os.stat("/var/lib/locker-agent").st_mode) == 0o700
    assert stat.S_IMODE(os.stat("/var/lib/locker-agent/agent.sqlite").st_mode) == 0o600
    assert stat.S_IMODE(os.stat("/run/locker-agent").st_mode) == 0o750
    main = show("MainPID")
    assert os.stat(f"/proc/{main}").st_uid != 0, "it runs as root"

    run("systemctl", "stop", UNIT)
    assert show("Result") == "success" and show("ExecMainStatus") == "0", show("Result")
    assert show("NRestarts") == "0"
    assert not os.path.exists("/run/locker-agent/api.sock")
    assert len(stand_in.requests) == 1, stand_in.requests
except BaseException:
    print(run("journalctl", "--no-pager", "--lines", "100", "--unit", UNIT))
    raise
