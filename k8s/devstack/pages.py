"""``python -m k8s.devstack.pages``: the web pages, built when their sources changed.

Node is needed to build them and by nothing else: without it everything works but the pages.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from k8s.devstack.settings import ROOT

FRONTEND = ROOT / "frontend"
PAGES = FRONTEND / "out"
BUILT_FROM = PAGES / ".built-from"
NOT_INPUT = frozenset(
    {"node_modules", ".next", "out", "e2e", "lighthouse", "test-results", "screenshots"}
)
NODE_ABSENT = "Node.js is not installed: no web pages are built. Everything else works without it."
INSTALLS_WITHIN_S = 300.0
BUILDS_WITHIN_S = 600.0


def has_node() -> bool:
    """Return whether pages can be built here."""
    return shutil.which("node") is not None and shutil.which("npm") is not None


def inputs_digest(frontend: Path = FRONTEND) -> str:
    """Return a digest of everything the pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(_inputs(frontend)):
        digest.update(f"{path.relative_to(frontend)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _inputs(frontend: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(frontend):
        folders[:] = [name for name in folders if name not in NOT_INPUT]
        yield from (Path(folder) / name for name in files if not name.endswith(".tsbuildinfo"))


def is_built() -> bool:
    """Return whether the pages are those of the present sources."""
    return BUILT_FROM.exists() and BUILT_FROM.read_text(encoding="utf-8") == inputs_digest()


def pages_build() -> None:
    """Install what the lock names, build, and note what was built from."""
    _npm("install", "--no-audit", "--no-fund", "--loglevel=error", within_s=INSTALLS_WITHIN_S)
    digest = inputs_digest()
    _npm("run", "--silent", "build", within_s=BUILDS_WITHIN_S)
    BUILT_FROM.write_text(digest, encoding="utf-8")


def _npm(*arguments: str, within_s: float) -> None:
    npm = shutil.which("npm") or "npm"
    subprocess.run([npm, *arguments], cwd=FRONTEND, check=True, timeout=within_s)  # noqa: S603  # our own argument list, no shell


def main() -> int:
    """Build if needed; exit code 0 also without Node, which is said."""
    if is_built():
        return 0
    if not has_node():
        print(NODE_ABSENT)  # noqa: T201  # it is the command's answer
        return 0
    try:
        pages_build()
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"The web pages could not be built: {error}")  # noqa: T201  # it is the command's answer
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
