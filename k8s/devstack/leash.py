"""k8s.devstack: start a program that ends with its supervisor and, if asked, as another user.

Run as ``python leash.py PARENT_PID SIGNAL UID:GID|- PROGRAM ARGUMENT…``: it binds itself to the
parent (Linux sends SIGNAL when the parent dies, even by SIGKILL) and then becomes the program.
A file of its own, because code between fork and exec of a process with threads may deadlock.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_PARENT_GONE = 75


def account_take(account: str) -> None:
    """Become the user ``uid:gid`` for good; ``-`` keeps the present one."""
    if account == "-":
        return
    uid, gid = (int(part) for part in account.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def parent_bind(parent_pid: int, signal_number: int) -> None:
    """Ask the kernel for ``signal_number`` when the parent dies; end now if it already has."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent_pid:
        sys.exit(_PARENT_GONE)


def main() -> None:
    """Bind, change the user, become the program."""
    parent_pid, signal_number, account = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    account_take(account)
    parent_bind(parent_pid, signal_number)
    program = sys.argv[4:]
    os.execvp(program[0], program)  # noqa: S606  # a list of arguments, no shell


if __name__ == "__main__":
    main()
