"""loadtests: what the processes of a part have used, and what they hold."""

import psutil


def family_of(pid: int) -> list[psutil.Process]:
    """Return a process and all that it has started."""
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def family_cpu_s(pid: int) -> float:
    """Return the processor time of them all, in seconds: what a busy machine does not change.

    Of what has ended, only what the first process started itself counts on.
    """
    try:
        root, *others = family_of(pid)
        times = root.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    used_s = times.user + times.system + times.children_user + times.children_system
    return float(used_s + sum(_cpu_s(process) for process in others))


def family_memory_mib(pid: int) -> float:
    """Return the memory that would be free without them all: what they share counts for none."""
    try:
        return sum(_memory_bytes(process) for process in family_of(pid)) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def _memory_bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except psutil.NoSuchProcess:
        return 0


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
