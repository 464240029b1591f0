"""What a reader may not do: outlive its template, open files, connect, take all memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

STANDARD_FILES = 3

_CPU_GRACE = 5  # seconds that processor time may pass a deadline, which is kept elsewhere
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_MOST_KILLABLE = b"1000"

# Landlock, https://docs.kernel.org/userspace-api/landlock.html; numbers of any architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NET_PORT = 2
_BIND, _CONNECT = 1, 2


def become_killable(template: int) -> None:
    """End when the process `template`, the parent, does; die before others when memory is short.

    The process gets a group of its own, so that one call can set the priority of all its threads.
    """
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(0)
    os.setpgid(0, 0)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_bytes(_MOST_KILLABLE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse_connections(except_port: int | None) -> None:
    """Let this thread, and those it starts, open TCP connections to one port at most.

    Holds for good where the kernel is a Linux from 6.7 on; elsewhere nothing happens, and what the
    text of a query may ask for is all there is.
    """
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        handled = struct.pack("=QQ", 0, _BIND | _CONNECT)
        ruleset = libc.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
        if ruleset < 0:
            return
        if except_port is not None:
            rule = struct.pack("=QQ", _CONNECT, except_port)
            libc.syscall(_ADD_RULE, ruleset, _NET_PORT, rule, 0)
        libc.syscall(_RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)


def refuse_files() -> None:
    """Let this process open no file and no socket any more."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (STANDARD_FILES, STANDARD_FILES))


@contextlib.contextmanager
def without_files() -> Iterator[None]:
    """Let this process open no file and no socket within the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (STANDARD_FILES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def limit_memory(more: int) -> None:
    """Let the address space grow by `more` bytes at most, where the system tells its size."""
    with contextlib.suppress(FileNotFoundError):
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        limit = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def largest_size() -> int:
    """Return the most bytes of memory that this process has held so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def limit_processor_time(timeout: float) -> None:
    """Let this process take about `timeout` more seconds of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + timeout) + _CPU_GRACE
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))
