"""How much of the machine this process may use, a container's limits counted."""

import os
from contextlib import suppress
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """Processor cores that this process may use at the same time, at least one."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _said("cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit():
        found = min(found, round(int(quota) / int(period)))
    return max(1, found)


def memory() -> int | None:
    """Bytes of memory that this process and its children may come to use; None where the system does not say."""
    found = []
    with suppress(AttributeError, ValueError, OSError):  # not on Windows
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    limit = _said("memory.max")
    if limit.isdigit():
        found.append(int(limit))
    return min(found, default=None)


def _said(name: str) -> str:
    """What the control group of a container says; "" outside one."""
    try:
        return (_GROUP / name).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
