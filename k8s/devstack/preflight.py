"""k8s.devstack: what can be known before anything is started, told in plain words."""

import sys
from dataclasses import dataclass

import psutil

from k8s.devstack.errors import StackError
from k8s.devstack.ports import port_is_free

PYTHON_NEEDED = (3, 11)
GIB = 2**30


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What the checks look at."""

    python: tuple[int, int]
    memory_free_gib: float
    is_web_port_free: bool
    web_port_holder: str


def machine_look(*, web_port: int) -> Machine:
    """Look at this machine."""
    is_free = port_is_free(web_port)
    return Machine(
        python=sys.version_info[:2],
        memory_free_gib=psutil.virtual_memory().available / GIB,
        is_web_port_free=is_free,
        web_port_holder="" if is_free else port_holder(web_port),
    )


def machine_check(machine: Machine, *, web_port: int, memory_needed_gib: float) -> None:
    """Raise ``StackError`` with what to do about the first thing that stands in the way."""
    if machine.python < PYTHON_NEEDED:
        found = ".".join(map(str, machine.python))
        message = f"Python 3.11 or newer is needed, this is {found}. Run `uv sync --all-extras`."
        raise StackError("PYTHON_TOO_OLD", message)
    if not machine.is_web_port_free:
        by = f" by {machine.web_port_holder}" if machine.web_port_holder else ""
        choose = f"Choose another: CIVIC_WEB_PORT={web_port + 1} make dev"
        message = f"Port {web_port} is taken{by}. {choose}"
        raise StackError("PORT_TAKEN", message, port=web_port)
    if machine.memory_free_gib < memory_needed_gib:
        message = (
            f"{machine.memory_free_gib:.1f} GiB of memory are free, {memory_needed_gib:.1f} are "
            "needed. Close something, or try with less: CIVIC_MEMORY_NEEDED_GIB=1 make dev"
        )
        raise StackError("MEMORY_TOO_LITTLE", message)


def port_holder(port: int) -> str:
    """Return ``name (process id)`` of who listens on a port, or nothing when it is not told."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return ""
    for connection in connections:
        is_listening = connection.status == psutil.CONN_LISTEN
        is_here = connection.laddr[1:2] == (port,)
        if is_listening and is_here and connection.pid:
            return f"{process_name(connection.pid)} (process {connection.pid})"
    return ""


def process_name(pid: int) -> str:
    """Return the name of a process, or a question mark when it ended meanwhile."""
    try:
        return psutil.Process(pid).name()
    except psutil.NoSuchProcess:
        return "?"
