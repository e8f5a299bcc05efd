"""A GPIO chip made of the kernel's gpio-sim (https://docs.kernel.org/admin-guide/gpio/gpio-sim.html)."""

import os
import time

CONFIGFS = "/sys/kernel/config/gpio-sim"


class SimulatedChip:
    """A chip with contacts. Closed is low: the contact pulls the line to ground."""

    def __init__(self, lines=32, names=None, device="bank", plugged_in=True):
        """names: line number -> line name."""
        self.folder = f"{CONFIGFS}/{device}"
        os.makedirs(f"{self.folder}/bank0")
        write(f"{self.folder}/bank0/num_lines", lines)
        for line, name in (names or {}).items():
            os.mkdir(f"{self.folder}/bank0/line{line}")
            write(f"{self.folder}/bank0/line{line}/name", name)
        if plugged_in:
            self.plug_in()

    @property
    def name(self):
        """gpiochip0; the number is the first free one at every plug_in."""
        return read(f"{self.folder}/bank0/chip_name")

    @property
    def path(self):
        return f"/dev/{self.name}"

    @property
    def label(self):
        """What gpio-sim calls it: stays over unplugging as long as no other device takes its place."""
        return f"{read(f'{self.folder}/dev_name')}-node0"

    def plug_in(self):
        write(f"{self.folder}/live", 1)

    def unplug(self):
        write(f"{self.folder}/live", 0)

    def set(self, line, level):
        write(f"{self._line(line)}/pull", "pull-up" if level else "pull-down")

    def close(self, line):
        self.set(line, 0)

    def open(self, line):
        self.set(line, 1)

    def bounce(self, line, level, times=5, pause=0, within=0.15):
        """Goes to the level as a real contact does: there and back a few times first.

        pause: between two edges, in seconds; without one the kernel sees only some of many.
        within: the longest pause between two edges, in seconds; the debounce of the test must be longer. A machine too
        slow for that fails here, not as a contact that was debounced wrongly."""
        levels = [level, not level] * times + [level]
        pulls = [b"pull-up\n" if level else b"pull-down\n" for level in levels]
        file = os.open(f"{self._line(line)}/pull", os.O_WRONLY)
        try:
            stamps = []
            for pull in pulls:
                os.pwrite(file, pull, 0)
                stamps.append(time.monotonic())
                time.sleep(pause)
        finally:
            os.close(file)
        longest = max(after - before for before, after in zip(stamps, stamps[1:]))
        assert longest < within, f"this machine is too slow: {longest:.3f} s between two bounces"

    def _line(self, line):
        return f"/sys/devices/platform/{read(f'{self.folder}/dev_name')}/{self.name}/sim_gpio{line}"


def read(path):
    with open(path) as file:
        return file.read().strip()


def write(path, value):
    with open(path, "w") as file:
        file.write(f"{value}\n")
