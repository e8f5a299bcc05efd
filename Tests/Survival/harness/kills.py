"""kill -9, again and again: one bank on this machine, its agent killed at random moments and at chosen system calls."""

import os
import random
import tempfile
import threading

import journal
import oracle
import remains
from agent_process import START_LIMIT, AgentProcess, tracer_killing_at
from bank import BOXES, write_configuration
from board import Board
from local_api import LocalAPI
from people import People
from prokeep import Prokeep

# The system calls at which it is killed: what changes the disk, what talks to Prokeep, to the board, to the callers.
STEPS = [
    "pwrite64", "fdatasync", "sendto", "recvfrom", "connect", "write", "read", "openat", "unlink", "ftruncate",
    "writev", "poll", "ppoll", "epoll_wait", "accept4", "pread64"]
# Those by which a new store comes to be, and how often: each bank's first lives end there.
BIRTH = {"mkdir": 1, "openat": 60, "fsync": 2, "pwrite64": 40, "fdatasync": 4, "unlink": 4, "flock": 1, "rename": 1}
BIRTHS = 3
# How long a life may be, in seconds from its first answer.
LONGEST_LIFE = 1.2
SETTLE_LIMIT = 90


class Sweep:
    """Goes through the occurrences of one call after the other, from life to life; counted in each thread by itself.

    A life has three of one call and a thousand of another: the steps widen as they go; where they begin is drawn."""

    def __init__(self, chance):
        self.chance = chance
        self.calls = chance.sample(STEPS, len(STEPS))
        self.next = {call: self._beginning() for call in STEPS}

    def step(self):
        """A call and its number."""
        self.calls.append(self.calls.pop(0))
        return self.calls[-1], self.next[self.calls[-1]]

    def ended(self, call, was_hit):
        wider = int(self.next[call] * self.chance.uniform(1.1, 1.7)) + 1
        self.next[call] = wider if was_hit else self._beginning()

    def _beginning(self):
        return int(2 ** self.chance.uniform(0, 6))


class Bank:
    """One bank from its first start to its last stop."""

    def __init__(self, program, folder, seed):
        self.program, self.folder = program, folder
        self.chance = random.Random(f"kills {seed}")
        self.sweep = Sweep(self.chance)
        os.makedirs(folder)
        self.sockets = tempfile.TemporaryDirectory(prefix="survival-")
        self.socket = os.path.join(self.sockets.name, "api.sock")
        self.store = os.path.join(folder, "store", "agent.sqlite")
        self.journal_path = os.path.join(folder, "journal")
        self.journal = journal.Journal(self.journal_path)
        self.prokeep = Prokeep(self.journal, seed, longest_mood=0.8)
        self.board = Board(os.path.join(folder, "bus-a"), BOXES)
        self.config = write_configuration(
            folder, url=self.prokeep.url, store=self.store, socket=self.socket, doors=self.board.doors,
            hold=self.chance.choice([0, 0, 1]))
        self.people = People(LocalAPI(self.socket), self.board, self.journal, seed, f"k{seed}", pause=0.002)
        self.longest_start = 0.1
        self.agent = None

    def run(self, kills):
        """The verdict after so many kills."""
        end = threading.Event()
        work = threading.Thread(target=self._work, args=[end], daemon=True)
        work.start()
        try:
            for count in range(kills):
                if not self._kill_once(is_birth=count < BIRTHS):
                    break
            end.set()
            work.join()
            self._settle()
        finally:
            self.agent.kill()
        return oracle.judge(journal.read(self.journal_path), remains.read(self._copy()))

    def _work(self, end):
        while not end.is_set():
            self.people.work()

    def _start(self, tracer=()):
        self.board.plug_in()
        self.agent = AgentProcess(
            self.program, self.config, self.socket, os.path.join(self.folder, "agent.log"), tracer)
        return self.agent

    def _kill_once(self, is_birth):
        """False when it can't be started any more."""
        if is_birth:
            call = self.chance.choice(list(BIRTH))
            how, status = self._kill_at_step(call, self.chance.randint(1, BIRTH[call]))
        elif self.chance.random() < 0.5:
            call, number = self.sweep.step()
            how, status = self._kill_at_step(call, number)
            self.sweep.ended(call, how.startswith("at step"))
        else:
            how, status = self._kill_at_random()
        if status != -9:
            self.journal.write("died", how=how, status=status)
        self.journal.write("crash", how=how, integrity=remains.integrity(self._copy()))
        return status == -9

    def _kill_at_random(self):
        agent = self._start()
        if self.chance.random() < 0.25:
            agent.runs_for(self.chance.uniform(0, self.longest_start * 1.2))
            return "while starting", agent.kill()
        if not self._serves(agent):
            return "while starting", agent.kill()
        trigger = self.chance.choice(["", "", "ask", "door", "request"])
        agent.runs_for(self.chance.uniform(0, LONGEST_LIFE))
        if trigger:
            # Soon after something began.
            self.journal.wait_for(trigger, LONGEST_LIFE)
            agent.runs_for(self.chance.uniform(0, 0.03))
        return "at random", agent.kill()

    def _kill_at_step(self, call, number):
        trace = os.path.join(self.folder, "strace")
        agent = self._start(tracer_killing_at(number, call, trace))
        was_hit = not (self._serves(agent, is_traced=True) and agent.runs_for(LONGEST_LIFE))
        return f"at step {call} {number}" if was_hit else "at random", agent.kill()

    def _serves(self, agent, is_traced=False):
        after = agent.serves()
        if after:
            self.journal.write("serving", after=round(after, 3), is_traced=is_traced)
            if not is_traced:
                self.longest_start = max(self.longest_start, after)
        elif agent.is_running:
            self.journal.write("died", how=f"did not answer within {START_LIMIT} s", status=None)
        return after is not None

    def _settle(self):
        """The line is good again, nobody comes any more: everything under way comes to its end."""
        self.prokeep.calm()
        agent = self._start()
        if self._serves(agent):
            self.people.work_until_done(SETTLE_LIMIT)
        status = agent.stop()
        if status != 0:
            self.journal.write("died", how="while stopping", status=status)
        self.prokeep.end()
        self.journal.write("stopped", integrity=remains.integrity(self._copy()))
        self.journal.close()

    def _copy(self):
        return remains.copy(self.store, os.path.join(self.folder, "copy"))
