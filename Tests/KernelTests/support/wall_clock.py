"""The machine's wall clock, and what the kernel believes of it. Root's."""

import ctypes
import os
import time

ADJ_MAXERROR, ADJ_ESTERROR, ADJ_STATUS = 0x4, 0x8, 0x10
STA_UNSYNC = 0x40
TIME_ERROR = 5


class Timex(ctypes.Structure):
    """struct timex of adjtimex(2)."""

    _fields_ = [
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("rest", ctypes.c_long * 24)]


libc = ctypes.CDLL(None, use_errno=True)


def adjtimex(**values):
    timex = Timex(**values)
    state = libc.adjtimex(ctypes.byref(timex))
    if state == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return state


def set_clock(seconds):
    """Unix time; what somebody types or a battery remembers: the kernel doesn't call the clock synchronised after it."""
    time.clock_settime(time.CLOCK_REALTIME, seconds)
    adjtimex(modes=ADJ_STATUS, status=STA_UNSYNC)
    assert not is_synchronised()


def synchronise(seconds):
    """Unix time, as from a time server."""
    set_clock(seconds)
    # The kernel takes a clock whose error may have grown beyond 16 s for unsynchronised.
    adjtimex(modes=ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR, maxerror=1000, esterror=1000)
    assert is_synchronised()


def is_synchronised():
    return adjtimex() != TIME_ERROR
