"""k8s.images: Docker or Podman, as they are on this machine."""

import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Where neither Docker nor rootless containers are, such as inside a sandbox: Debian's own.
PODMAN = ("--runtime", "runc", "--storage-driver", "overlay")
# Podman's own limits may be higher than a sandbox allows.
RUN = ("--ulimit", "nofile=20000:20000", "--ulimit", "nproc=32768:32768")
BUILD = ("--isolation", "chroot", "--network", "host", "--ulimit", "nofile=20000:20000")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
ABSENT = (
    "No engine of containers answers. On Debian: apt-get install podman buildah runc mmdebstrap"
)
BUILDS_WITHIN_S = 1_800.0
ANSWERS_WITHIN_S = 120.0


class EngineError(RuntimeError):
    """The engine refused; the text is what it said."""


@dataclass(frozen=True)
class Engine:
    """One engine: its program, and what it must be told besides on this machine."""

    program: str

    @classmethod
    def found(cls) -> "Engine":
        """Return the engine of this machine: Docker if its server answers, else Podman.

        Raises:
            EngineError: there is none.

        """
        for name in ("docker", "podman"):
            engine = cls(shutil.which(name) or name)
            with suppress(EngineError, FileNotFoundError):
                engine.ask("info")
                return engine
        raise EngineError(ABSENT)

    @property
    def is_podman(self) -> bool:
        """Return whether it is Podman, which runs without a server."""
        return Path(self.program).name == "podman"

    def ask(self, *arguments: str, within_s: float = ANSWERS_WITHIN_S) -> str:
        """Return what the engine prints.

        Raises:
            EngineError: it failed, or took too long.

        """
        common = PODMAN if self.is_podman else ()
        try:
            done = subprocess.run(  # noqa: S603  # our own argument list, no shell
                [self.program, *common, *arguments],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
                timeout=within_s,
            )
        except subprocess.CalledProcessError as error:
            raise EngineError(f"{arguments[0]}: {error.stderr[-2_000:]}") from error
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"{arguments[0]}: no end within {within_s:.0f} s") from error
        return done.stdout.strip()

    def build(self, tag: str, *, dockerfile: Path, arguments: tuple[str, ...] = ()) -> None:
        """Build an image from the root of the repository."""
        here = (*BUILD, *_certificates()) if self.is_podman else ()
        place = ("--file", str(dockerfile), "--tag", tag, ".")
        self.ask("build", *here, *arguments, *place, within_s=BUILDS_WITHIN_S)

    def run(self, tag: str, *command: str, options: tuple[str, ...] = ()) -> str:
        """Start a container as a cluster would, cut off from every network; return its id."""
        here = RUN if self.is_podman else ()
        safe = ("--read-only", "--network", "none", "--cap-drop", "ALL", "--tmpfs", "/tmp")  # noqa: S108  # of the container
        return self.ask("run", "--detach", *here, *safe, *options, tag, *command)

    def logs(self, container: str) -> str:
        """Return the last that a container wrote, to either of its two outputs."""
        common = PODMAN if self.is_podman else ()
        done = subprocess.run(  # noqa: S603  # our own argument list, no shell
            [self.program, *common, "logs", "--tail", "20", container],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
            timeout=ANSWERS_WITHIN_S,
        )
        return done.stdout

    def size_mb(self, tag: str) -> float:
        """Return how much an image takes, in 10^6 bytes."""
        return int(self.ask("image", "inspect", "--format", "{{.Size}}", tag)) / 1e6


def _certificates() -> tuple[str, ...]:
    """Let a build trust whom this machine trusts."""
    told = Path(os.environ.get("SSL_CERT_FILE", CERTIFICATES))  # noqa: TID251  # the machine's own setting
    return ("--volume", f"{told}:{CERTIFICATES}:ro") if told.exists() else ()
