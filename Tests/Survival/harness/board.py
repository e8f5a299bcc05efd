"""A lock board on a real pseudo-terminal, KERONG's 3x revision: `02 ADDR 30 03 SUM` asks, `02 ADDR 35 ...` answers.

Sources: github.com/8lal8/kerongDocs, github.com/jin0949/KR-CU16_locker.
"""

import os
import select
import threading
import tty

LOCKS = 16


class Board:
    """Sixteen doors, all closed at first. Each run of the agent gets a port of its own, by the same name."""

    def __init__(self, path, boxes):
        """path: the name of the port. boxes: the compartments behind locks 1, 2, ..."""
        self.path = path
        self.locks = {box: lock for lock, box in enumerate(boxes)}
        self.closed = (1 << LOCKS) - 1
        self.line = None

    @property
    def doors(self):
        """For the configuration."""
        return f"""\
serial:
  - name: bus-a
    port: {self.path}
    protocol: kerong-cu-3x
    poll_ms: 30
    gap_ms: 5
    boards: [{{address: 0, locks: {LOCKS}, closed: 1}}]
compartments:
  - {{names: A1..A{LOCKS}, door: {{bus: bus-a, board: 0, first_lock: 1}}}}
"""

    def open(self, box):
        self.closed &= ~(1 << self.locks[box])

    def close(self, box):
        self.closed |= 1 << self.locks[box]

    def plug_in(self):
        """A fresh pseudo-terminal: one whose last user was killed stays taken (TIOCEXCL) while this end is open."""
        if self.line:
            self.line.end()
        self.line = Line(self)
        if os.path.lexists(self.path):
            os.unlink(self.path)
        os.symlink(self.line.name, self.path)


class Line:
    def __init__(self, board):
        self.board = board
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.name = os.ttyname(self.slave)
        self.stop, self.stopped = os.pipe()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def end(self):
        os.close(self.stopped)
        self.thread.join()
        for descriptor in (self.stop, self.master, self.slave):
            os.close(descriptor)

    def _serve(self):
        heard = b""
        while self.stop not in select.select([self.master, self.stop], [], [])[0]:
            heard += os.read(self.master, 256)
            while len(heard) >= 5:
                frame, heard = heard[:5], heard[5:]
                if frame == framed(0x00, 0x30):
                    os.write(self.master, framed(0x00, 0x35, *self.board.closed.to_bytes(2, "little"), 0, 0))


def framed(address, command, *data):
    frame = bytes([0x02, address, command, *data, 0x03])
    return frame + bytes([sum(frame) & 0xFF])
