"""loadtests: what the processes of a part have used."""

import psutil


def family_of(pid: int) -> list[psutil.Process]:
    """Return a process and all that it has started."""
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def family_cpu_s(pid: int) -> float:
    """Return the processor time of them all, in seconds: what a busy machine does not change.

    What has ended meanwhile counts no more.
    """
    try:
        return sum(_cpu_s(process) for process in family_of(pid))
    except psutil.NoSuchProcess:
        return 0.0


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
