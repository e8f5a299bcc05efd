"""USB serial adapters (FTDI, the kernel's ftdi_sio), plugged in and pulled by this very machine, with a lock board behind
each. The machine was started with a wire for each: `boot-disk.sh -u NAME`."""

import glob
import json
import os
import subprocess
import threading
import time

PORTS = "/dev/virtio-ports"
LOCKS = 16


class Hand:
    """Plugs adapters in and pulls them, by QEMU's own monitor (QMP)."""

    def __init__(self):
        self.line = open(f"{PORTS}/hand", "r+b", buffering=0)
        self._answer("QMP")
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.line.write(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        self._answer("return")

    def _answer(self, wanted):
        """Events come in between."""
        while True:
            text = b""
            while not text.endswith(b"\n"):
                text += self.line.read(1)
            said = json.loads(text)
            assert "error" not in said, said
            if wanted in said:
                return


class Adapter:
    def __init__(self, hand, name, socket, serial_number):
        """socket: the number of the USB socket it belongs into. serial_number: what it says of itself."""
        self.hand, self.name, self.socket, self.serial_number = hand, name, socket, serial_number
        self.board = Board(f"{PORTS}/board-{name}")

    def plug_in(self):
        self.hand.do(
            "device_add", driver="usb-serial", id=self.name, chardev=f"adapter-{self.name}", bus="xhci.0",
            port=str(self.socket), serial=self.serial_number, **{"always-plugged": True})
        wait(lambda: self.tty, f"a port of adapter {self.name}")
        # All its names.
        subprocess.run(["udevadm", "settle"], check=True)

    def pull(self):
        self.hand.do("device_del", id=self.name)
        wait(lambda: not self.tty, f"the end of adapter {self.name}")

    @property
    def tty(self):
        """/dev/ttyUSB0; None while it is not plugged in."""
        name = self.by_path
        return os.path.realpath(name) if name else None

    @property
    def by_path(self):
        found = glob.glob(f"/dev/serial/by-path/*-usb-0:{self.socket}:1.0-port0")
        return found[0] if found else None

    @property
    def by_id(self):
        found = glob.glob(f"/dev/serial/by-id/*_{self.serial_number}-if00-port0")
        assert len(found) == 1, found
        return found[0]


class Board:
    """Sixteen doors, all closed at first, behind a wire: KERONG's 3x revision, `02 ADDR 30 03 SUM` asks and
    `02 ADDR 35 ...` answers. Sources: github.com/8lal8/kerongDocs, github.com/jin0949/KR-CU16_locker."""

    def __init__(self, wire):
        self.closed = (1 << LOCKS) - 1
        self.answered = 0
        # How many bytes of an answer it sends.
        self.speaks = 9
        self.wire = os.open(wire, os.O_RDWR)
        self._changed = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def open(self, lock):
        self.closed &= ~(1 << lock - 1)

    def close(self, lock):
        self.closed |= 1 << lock - 1

    def wait_for_query(self, limit=600):
        """Until it has said to one more query what it says."""
        with self._changed:
            before = self.answered
            assert self._changed.wait_for(lambda: self.answered > before, limit), f"no query within {limit} s"

    def _serve(self):
        heard = b""
        while True:
            heard += os.read(self.wire, 256)
            while (start := heard.find(framed(0x00, 0x30))) >= 0:
                heard = heard[start + 5:]
                answer = framed(0x00, 0x35, *self.closed.to_bytes(2, "little"), 0, 0)[:self.speaks]
                if answer:
                    os.write(self.wire, answer)
                with self._changed:
                    self.answered += 1
                    self._changed.notify_all()


def framed(address, command, *data):
    frame = bytes([0x02, address, command, *data, 0x03])
    return frame + bytes([sum(frame) & 0xFF])


def wait(condition, what, limit=600):
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {limit} s"
        time.sleep(0.05)
