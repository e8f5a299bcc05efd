"""Power cuts: a QEMU machine whose disk forgets what was not flushed, switched off at random moments."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import journal
import oracle
import remains

HERE = os.path.dirname(os.path.abspath(__file__))
KERNEL_TESTS = os.path.join(HERE, "../../KernelTests")
# Until the machine's journal says what it waits for, in seconds; and how long one round may take.
PATIENCE = 120
ROUND_LIMIT = 600
# How long after that the power stays on, at most.
LONGEST_LIFE = 6
# How many of the cuts are the disk's own, and how long it may take once told to.
DISKS_SHARE = 0.7
DISK_LIMIT = 3


class Machine:
    """One bank on one disk, from formatting to the last stop."""

    def __init__(self, program, folder, seed, is_lying):
        self.program, self.folder, self.seed, self.is_lying = program, folder, seed, is_lying
        self.chance = random.Random(f"power {seed}")
        os.makedirs(folder)
        self.journal_path = self._file("journal")
        self.journal = journal.Journal(self.journal_path)
        self.rounds = 0

    def run(self, cuts):
        """The verdict after so many power cuts."""
        is_sound = all(self._cut() for _ in range(cuts)) and self._settle()
        self.journal.close()
        found = remains.read(self._file("agent.sqlite")) if is_sound else None
        return oracle.judge(journal.read(self.journal_path), found)

    def _cut(self):
        """False when the machine did not come so far."""
        disk, machine = self._boot("cut")
        waits_for = self.chance.choice(["mounted", "serving", "serving", "serving"])
        how = "power cut at random"
        is_there = self._wait_for(waits_for, machine)
        if is_there:
            time.sleep(self.chance.uniform(0, LONGEST_LIFE))
            if self.chance.random() < DISKS_SHARE and self._is_cut_by(disk, machine):
                how = "power cut between write and flush"
        if machine.poll() is None:
            # The disk may be quicker.
            with open(self._file(".vm/pid")) as file, contextlib.suppress(ProcessLookupError):
                os.kill(int(file.read()), signal.SIGKILL)
        said, status = self._end(disk, machine)
        if not is_there or status != 137:
            self.journal.write("died", how=f"the machine did not come to {waits_for}: {said}", status=status)
            return False
        self.journal.write("crash", how=how, integrity="ok", disk=said)
        return True

    def _is_cut_by(self, disk, machine):
        """Has the disk pull the plug: false when nothing more was written."""
        disk.send_signal(signal.SIGUSR1)
        try:
            machine.wait(DISK_LIMIT)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _settle(self):
        disk, machine = self._boot("settle")
        said, status = self._end(disk, machine)
        if status != 0:
            self.journal.write("died", how=f"the machine could not settle: {said}", status=status)
        return status == 0

    def _boot(self, ending):
        path = self._file("disk.sock")
        # A disk that lies is formatted honestly and keeps the beginning: half of what was never flushed is no file
        # system at all.
        fate = "prefix" if self.is_lying else self.chance.choice(["nothing", "half", "prefix"])
        lies = ["--lie"] * (self.is_lying and self.rounds > 0)
        command = [sys.executable, os.path.join(HERE, "disk.py"), self._file("disk.img"), path, self._file(".vm/pid"),
                   "--fate", fate, "--seed", f"{self.seed} {self.rounds}"]
        disk = subprocess.Popen(command + lies, stdout=subprocess.PIPE, text=True)
        while not os.path.exists(path):
            if disk.poll() is not None:
                raise RuntimeError("the disk does not start")
            time.sleep(0.01)
        self.position = os.path.getsize(self.journal_path)
        log = open(self._file("machine.log"), "ab")
        machine = subprocess.Popen(
            [os.path.join(KERNEL_TESTS, "vm/run-in-vm.sh"), "-s", self.folder, "-t", str(ROUND_LIMIT),
             "-b", f"driver=nbd,server.type=unix,server.path={path}",
             "-e", f"PYTHONPATH={HERE}:{os.path.realpath(KERNEL_TESTS)}/support", "-e", "PYTHONDONTWRITEBYTECODE=1",
             "--", "python3", os.path.join(HERE, "guest.py"), self.program, str(self.seed), str(self.rounds), ending],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        self.rounds += 1
        return disk, machine

    def _wait_for(self, kind, machine):
        """Until this round has written such a line: false when the machine ended before."""
        deadline = time.monotonic() + PATIENCE
        while machine.poll() is None and time.monotonic() < deadline:
            with open(self.journal_path, "rb") as file:
                file.seek(self.position)
                if f'"kind": {json.dumps(kind)},'.encode() in file.read():
                    return True
            time.sleep(0.02)
        return False

    def _end(self, disk, machine):
        """What the disk said, and the machine's exit code."""
        status = machine.wait()
        said, _ = disk.communicate()
        return said.strip(), status

    def _file(self, name):
        return os.path.join(self.folder, name)
