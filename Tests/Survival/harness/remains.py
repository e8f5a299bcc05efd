"""What is on disk after a crash or a stop: the store, read from a copy. The only place of the harness that knows SQL.

A copy, because whoever opens the store itself tidies up in it.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    id: int
    order: str
    cycle: int
    key: str
    state: str
    request_id: str | None


@dataclass(frozen=True)
class Line:
    """Of the ledger."""
    id: int
    kind: str
    order: str | None
    notice: int | None
    why: str


@dataclass(frozen=True)
class Remains:
    orders: dict
    notices: list
    ledger: list


def copy(store, folder):
    """Copies the store and its log; the copy's path."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, os.path.basename(store))
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)
    for suffix in ("", "-wal"):
        if os.path.exists(store + suffix):
            shutil.copyfile(store + suffix, path + suffix)
    return path


def integrity(path):
    """`ok`, or what SQLite finds wrong with it."""
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return "ok"  # Killed before there was one.
    try:
        with closing(sqlite3.connect(path)) as database:
            return "; ".join(row[0] for row in database.execute("PRAGMA integrity_check"))
    except sqlite3.DatabaseError as error:
        return str(error)


def read(path):
    """None when it can't be read; `integrity` says why."""
    try:
        with closing(sqlite3.connect(path)) as database:
            return Remains(
                orders=dict(database.execute("SELECT number, state FROM orders")),
                notices=[Notice(*row) for row in database.execute(
                    "SELECT id, order_number, cycle, key, state, request_id FROM outbox ORDER BY id")],
                ledger=[Line(*row) for row in database.execute(
                    "SELECT id, kind, order_number, notice, why FROM ledger ORDER BY id")])
    except sqlite3.DatabaseError:
        return None
