#!/usr/bin/env python3
"""A disk with a volatile write cache, as a network block device on a unix socket.

    disk.py IMAGE SOCKET PIDFILE --fate nothing|half|prefix [--seed N] [--size MiB] [--lie]

What was written and not flushed is in the cache only. When the client goes away without a word (kill -9 of qemu is
the power cut), what becomes of it is its fate: nothing of it reaches the image, half of the sectors do, in no order, or
those up to some moment, in the order in which they were last written. --lie: a disk that says that it has flushed and
has not.

SIGUSR1 has it cut the power itself: it kills the process in PIDFILE as one of the next writes or flushes arrives. A
clock hits the moment between a write and its flush but seldom.

Serves one client and ends with a line that says what was lost.
Protocol: https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md
"""

import argparse
import os
import random
import signal
import socket
import struct

SECTOR = 512
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3
HAS_FLAGS, SEND_FLUSH, SEND_FUA = 1, 4, 8
FORCE_UNIT_ACCESS = 1
EXPORT_NAME, ABORT, INFO, GO = 1, 2, 6, 7
ACKNOWLEDGED, INFORMATION, UNSUPPORTED = 1, 3, 0x80000001
EINVAL = 22


class Cache:
    """What the image would look like, and the part of it that is durable."""

    def __init__(self, image, size, is_lying):
        self.image = os.open(image, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self.image, size)
        self.size, self.is_lying = size, is_lying
        self.sectors = {}

    def read(self, offset, count):
        data = bytearray(os.pread(self.image, count, offset))
        for sector in range(offset // SECTOR, (offset + count) // SECTOR):
            if sector in self.sectors:
                start = sector * SECTOR - offset
                data[start:start + SECTOR] = self.sectors[sector]
        return bytes(data)

    def write(self, offset, data):
        for start in range(0, len(data), SECTOR):
            sector = (offset + start) // SECTOR
            # Out and in again: the order of the last writes.
            self.sectors.pop(sector, None)
            self.sectors[sector] = data[start:start + SECTOR]

    def force(self, offset, count):
        """Makes one write durable (FUA)."""
        if not self.is_lying:
            for sector in range(offset // SECTOR, (offset + count) // SECTOR):
                self._store(sector, self.sectors.pop(sector))

    def flush(self):
        if not self.is_lying:
            self.cut(list(self.sectors))

    def cut(self, kept):
        """Keeps these sectors and forgets the others."""
        for sector in kept:
            self._store(sector, self.sectors[sector])
        self.sectors = {}

    def _store(self, sector, data):
        os.pwrite(self.image, data, sector * SECTOR)


class Plug:
    """The machine's power, pulled after SIGUSR1."""

    def __init__(self, pidfile, chance):
        self.pidfile, self.chance = pidfile, chance
        self.countdown = None
        signal.signal(signal.SIGUSR1, self._arm)

    def _arm(self, *_):
        self.countdown = self.chance.randint(1, 8)

    def request_arrived(self):
        if self.countdown is None:
            return
        self.countdown -= 1
        if self.countdown <= 0:
            with open(self.pidfile) as file:
                os.kill(int(file.read()), signal.SIGKILL)
            raise EOFError


class Client:
    def __init__(self, connection, cache, plug):
        self.connection, self.cache, self.plug = connection, cache, plug

    def serve(self):
        """Until it goes: whether it said so."""
        try:
            self._negotiate()
            while self._answer():
                pass
            return True
        except (EOFError, ConnectionError):
            return False

    def _negotiate(self):
        self.connection.sendall(b"NBDMAGIC" + b"IHAVEOPT" + struct.pack(">H", 3))
        self._receive(4)
        flags = HAS_FLAGS | SEND_FLUSH | SEND_FUA
        while True:
            _, option, count = struct.unpack(">8sII", self._receive(16))
            self._receive(count)
            if option == EXPORT_NAME:
                self.connection.sendall(struct.pack(">QH", self.cache.size, flags) + bytes(124))
                return
            if option == ABORT:
                self._reply(option, ACKNOWLEDGED)
                raise EOFError
            if option not in (INFO, GO):
                self._reply(option, UNSUPPORTED)
                continue
            self._reply(option, INFORMATION, struct.pack(">HQH", 0, self.cache.size, flags))
            self._reply(option, INFORMATION, struct.pack(">HIII", 3, SECTOR, 4096, 1 << 25))
            self._reply(option, ACKNOWLEDGED)
            if option == GO:
                return

    def _reply(self, option, kind, data=b""):
        self.connection.sendall(struct.pack(">QIII", 0x3E889045565A9, option, kind, len(data)) + data)

    def _answer(self):
        _, flags, kind, handle, offset, count = struct.unpack(">IHHQQI", self._receive(28))
        data, error = b"", 0
        if kind == DISCONNECT:
            return False
        if kind == READ:
            data = self.cache.read(offset, count)
        elif kind == WRITE:
            written = self._receive(count)
            self.cache.write(offset, written)
            self.plug.request_arrived()
            if flags & FORCE_UNIT_ACCESS:
                self.cache.force(offset, count)
        elif kind == FLUSH:
            self.plug.request_arrived()
            self.cache.flush()
        else:
            error = EINVAL
        self.connection.sendall(struct.pack(">IIQ", 0x67446698, error, handle) + data)
        return True

    def _receive(self, count):
        data = b""
        while len(data) < count:
            more = self.connection.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data


def survivors(sectors, fate, chance):
    """Which of the unflushed sectors, oldest first, reach the image all the same."""
    if fate == "nothing":
        return []
    if fate == "half":
        return [sector for sector in sectors if chance.random() < 0.5]
    return sectors[:chance.randint(0, len(sectors))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("image")
    parser.add_argument("socket")
    parser.add_argument("pidfile")
    parser.add_argument("--fate", choices=["nothing", "half", "prefix"], default="nothing")
    parser.add_argument("--seed", default="")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--lie", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    plug = Plug(options.pidfile, chance)
    cache = Cache(options.image, options.size << 20, options.lie)
    with socket.socket(socket.AF_UNIX) as server:
        if os.path.exists(options.socket):
            os.unlink(options.socket)
        server.bind(options.socket)
        server.listen(1)
        connection, _ = server.accept()
    os.unlink(options.socket)
    said_so = Client(connection, cache, plug).serve()
    unflushed = list(cache.sectors)
    kept = unflushed if said_so else survivors(unflushed, options.fate, chance)
    cache.cut(kept)
    print(f"{'end' if said_so else 'power cut'}: {len(unflushed)} sectors were not flushed, {len(kept)} of them kept")


if __name__ == "__main__":
    main()
