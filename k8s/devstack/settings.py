"""k8s.devstack: the one place of the stack that reads the environment."""

import os
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from k8s.devstack.errors import StackError

ROOT = Path(__file__).resolve().parents[2]
STATE_DIR = ROOT / ".devstack"
FILE_SUFFIX = "_FILE"


class GraphProfile(StrEnum):
    """How the graph's stages are spread over processes; the stages are the same."""

    LAPTOP = "laptop"
    CLUSTER = "cluster"


class DevstackSettings(BaseSettings):
    """What a person may choose before `make dev`."""

    model_config = SettingsConfigDict(env_prefix="CIVIC_", extra="ignore", frozen=True)

    web_port: int = Field(default=8000, ge=1, le=65_535)
    """TCP port of the web address. Default 8000. Choose another when it is taken."""

    database_url: str = ""
    """A PostgreSQL to use instead of the own one. Default none: one is started."""

    database_owner_url: str = ""
    """The same PostgreSQL as the role that owns the tables. Default none: the role above does."""

    redis_url: str = ""
    """A Redis or Valkey to use instead of the own one. Default none: one is started."""

    qdrant_url: str = ""
    """A Qdrant to use instead of the own engine. Default none: one is started."""

    graph_profile: GraphProfile = GraphProfile.LAPTOP
    """`laptop`: all stages in one process. `cluster`: each in its own. Default laptop."""

    dev_password: str = Field(default="civic-dev-only", min_length=8)
    """Password of the seeded people. The stack listens on the loopback address only."""

    telegram_token: str = ""
    """The token of a real bot. Default none: a bot on this machine, with a page to write to it."""

    web_pages: bool = False
    """Build the web pages where Node is, and serve them. Default false; `make dev` sets it."""

    memory_needed_gib: float = Field(default=3.0, ge=0)
    """Free memory in GiB below which the stack refuses to start. Default 3: what it needs."""

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, values: dict[str, object]) -> dict[str, object]:
        """Take a value from the file that ``CIVIC_<NAME>_FILE`` names, if it is set."""
        urls = ("database_url", "database_owner_url", "redis_url", "qdrant_url")
        for name in (*urls, "dev_password", "telegram_token"):
            file = os.environ.get(f"CIVIC_{name.upper()}{FILE_SUFFIX}")
            if file:
                values[name] = Path(file).read_text(encoding="utf-8").strip()
        return values


def settings_read() -> DevstackSettings:
    """Return the settings; raises ``StackError`` that names every bad variable."""
    try:
        return DevstackSettings()
    except ValidationError as error:
        bad = [_variable_told(part["loc"], part["msg"]) for part in error.errors()]
        raise StackError("SETTINGS_INVALID", "; ".join(bad)) from error
    except OSError as error:
        raise StackError("SETTINGS_INVALID", str(error)) from error


def _variable_told(location: tuple[int | str, ...], message: str) -> str:
    name = "_".join(str(part) for part in location).upper()
    return f"CIVIC_{name}: {message}"


def environment_inherited() -> dict[str, str]:
    """Return what child processes inherit: all but addresses that the stack itself gives."""
    own = {name.upper() for name in DevstackSettings.model_fields}
    dropped = {f"CIVIC_{name}" for name in own} | {f"CIVIC_{name}{FILE_SUFFIX}" for name in own}
    dropped.add("RAY_ADDRESS")
    return {name: value for name, value in os.environ.items() if name not in dropped}
