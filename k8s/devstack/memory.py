"""k8s.devstack: how much memory a stack holds, shared pages counted once."""

from collections.abc import Iterable

import psutil


def memory_bytes(roots: Iterable[int]) -> int:
    """Return the memory of these processes and all below them, shared pages split among users."""
    found = {process.pid: process for root in roots for process in _family(root)}
    return sum(_memory_of(process) for process in found.values())


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory_of(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return int(getattr(full, "pss", full.uss))
