"""k8s.images: the images that ours begin with, made from Debian's packages where no registry is."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from k8s.images.engine import Engine, EngineError

RELEASE = "bookworm"
MADE_WITHIN_S = 900.0


@dataclass(frozen=True)
class Base:
    """One base: its name in a registry, and what its stand-in holds."""

    name: str
    packages: tuple[str, ...]
    copied: tuple[str, ...] = ()  # Of this machine, where Debian's own is too old.


BASES: Mapping[str, Base] = {
    "PYTHON_IMAGE": Base(
        "docker.io/library/python:3.11-slim", ("python3", "python3-venv", "ca-certificates")
    ),
    "NODE_IMAGE": Base(
        "docker.io/library/node:20-slim",
        ("ca-certificates", "libatomic1", "libstdc++6"),
        copied=("/usr/bin/node", "/usr/bin/npm", "/usr/lib/node_modules/npm"),
    ),
    "NGINX_IMAGE": Base("docker.io/nginxinc/nginx-unprivileged:1.28-bookworm", ("nginx-light",)),
}


def base_ensure(engine: Engine, base: Base) -> bool:
    """Have a base; return whether it is a stand-in, made here."""
    if _has(engine, base.name):
        return "civicconnect.stand-in" in _labels(engine, base.name)
    try:
        engine.ask("pull", "--quiet", base.name)
    except EngineError:
        _stand_in_make(engine, base)
        return True
    return False


def _has(engine: Engine, name: str) -> bool:
    return bool(engine.ask("images", "--quiet", name))


def _labels(engine: Engine, name: str) -> str:
    return engine.ask("image", "inspect", "--format", "{{.Labels}}", name)


def _stand_in_make(engine: Engine, base: Base) -> None:
    """Make a root of Debian's packages and give it the base's name.

    Raises:
        EngineError: mmdebstrap is not here, or a package could not be had.

    """
    if not shutil.which("mmdebstrap"):
        raise EngineError(f"{base.name} cannot be pulled; on Debian: apt-get install mmdebstrap")
    hooks = [f"--customize-hook=tar -C / -c {path[1:]} | tar -C $1 -x" for path in base.copied]
    with tempfile.TemporaryDirectory(prefix="civic-base-") as folder:
        root = Path(folder) / "root.tar"
        command = ["mmdebstrap", "--quiet", "--variant=minbase", *hooks]
        command += [f"--include={','.join(base.packages)}", RELEASE, str(root)]
        subprocess.run(command, check=True, timeout=MADE_WITHIN_S)  # noqa: S603  # our own argument list, no shell
        label = ("--change", "LABEL civicconnect.stand-in=true")
        engine.ask("import", *label, str(root), base.name, within_s=MADE_WITHIN_S)
