"""Gives memory that is free back to the system."""

import contextlib
import ctypes


def give_back() -> None:
    """Let the C library give back what it keeps of freed memory. To be called in an executor: it goes through all of it.

    glibc keeps pages it has freed between others for its own next use: after days of a recorder were read, 8 to 15 MB
    (`script/bench replay --host 10` of 2026-11-29). Others have no such call, nor need it.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
