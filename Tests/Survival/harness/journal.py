"""What was done to the bank and what came back: one line of JSON each, in the order in which it happened.

People's questions and the agent's answers, doors, what Prokeep got, crashes. A question is written down before it is
asked, an answer after it was read, a request before it is answered. So whatever the agent acknowledged and the journal
lacks was acknowledged to nobody.
"""

import json
import os
import threading
import time


class Journal:
    """Appends to a file that several crashes, of the agent or of the whole machine, are to leave as it is."""

    def __init__(self, path):
        # One write a line, past every buffer of this program: in a folder shared with the host it is the host's at
        # once.
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.changed = threading.Condition()
        self.latest = {}

    def write(self, kind, **facts):
        """kind: see `oracle`."""
        line = json.dumps({"kind": kind, "at": round(time.time(), 4), **facts}, ensure_ascii=False) + "\n"
        with self.changed:
            os.write(self.file, line.encode())
            self.latest[kind] = self.latest.get(kind, 0) + 1
            self.changed.notify_all()

    def wait_for(self, kind, limit):
        """Until the next line of this kind was written, at most so many seconds."""
        with self.changed:
            before = self.latest.get(kind, 0)
            self.changed.wait_for(lambda: self.latest.get(kind, 0) > before, limit)

    def close(self):
        os.close(self.file)


def read(path):
    """The lines so far. The last one may be torn: its writer was cut off in the middle of it."""
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines[:-1]]
