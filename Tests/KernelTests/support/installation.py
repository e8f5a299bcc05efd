"""Inside a machine with systemd: what `make install` lays down, put in place as root would, and run as its unit says."""

import os
import subprocess

from agent import configuration, private
from local_api import LocalAPI
from stand_in import CREDENTIALS

HERE = os.path.dirname(os.path.abspath(__file__))
UNIT = "locker-agent.service"
CONFIG = "/etc/locker-agent/config.yaml"
STORE = "/var/lib/locker-agent/agent.sqlite"
SOCKET = "/run/locker-agent/api.sock"

# systemctl's own patience, 25 s, is short for a machine that is emulated on a busy one.
os.environ["SYSTEMD_BUS_TIMEOUT"] = "300"


def run(*command):
    print("+", *command, flush=True)
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def show(name):
    """A property of the unit."""
    return run("systemctl", "show", "--value", "--property", name, UNIT)


def journal():
    return run("journalctl", "--no-pager", "--lines", "100", "--unit", UNIT)


def lay_down():
    """The tree beside this file, with its users, folders and udev rules."""
    run("cp", "-r", "--no-preserve=ownership", f"{HERE}/tree/.", "/")
    run("systemd-sysusers")
    run("systemd-tmpfiles", "--create")
    run("systemctl", "restart", "systemd-udevd")
    run("systemctl", "daemon-reload")


def configure(url, **rows):
    """rows: gpio, serial and compartments, as `configuration` has them."""
    with open("/etc/locker-agent/prokeep.credentials", "w", opener=private) as file:
        file.write(CREDENTIALS + "\n")
    text = configuration(
        url, credentials="/run/credentials/locker-agent.service/prokeep", store=STORE, socket=SOCKET, **rows)
    with open(CONFIG, "w") as file:
        file.write(text)


class Service(LocalAPI):
    """The unit, started; Type=notify: it was started when it said that it serves."""

    def __init__(self):
        super().__init__(SOCKET)
        run("systemctl", "enable", "--now", UNIT)
        assert self.is_serving()

    def check_alive(self):
        state = show("ActiveState")
        assert state == "active", state

    def stop(self):
        run("systemctl", "stop", UNIT)
        assert show("Result") == "success" and show("ExecMainStatus") == "0", show("Result")
        assert show("NRestarts") == "0"
        assert not os.path.exists(SOCKET)
