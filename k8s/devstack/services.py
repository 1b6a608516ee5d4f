"""k8s.devstack: which parts a stack has, and what each is told."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from k8s.devstack.bot_environment import bot_environment
from k8s.devstack.children import Command
from k8s.devstack.door import door_argv
from k8s.devstack.graph_config import graph_command, ray_environment
from k8s.devstack.guard import MARK
from k8s.devstack.pages import PAGES
from k8s.devstack.parts import Service, http_check
from k8s.devstack.places import ray_place
from k8s.devstack.ports import LOOPBACK, port_free
from k8s.devstack.postgres import PostgresServer
from k8s.devstack.settings import ROOT, DevstackSettings, environment_inherited
from k8s.devstack.state import StackState
from k8s.devstack.valkey import ValkeyServer
from k8s.programs import CELERY, MANAGE, gunicorn_argv, uvicorn_argv

METRICS_FOLDER = "metrics"
FILES_FOLDER = "files"  # What people attach.
NOTHING_MORE: Mapping[str, str] = {}
# The first time the packages of the frontend are fetched, and all pages are made.
PAGES_WITHIN_S = 900.0
SEEDED_DISTRICT = "django_core/departments/data/departments.json"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Everything the services are made from."""

    state_dir: Path
    state: StackState
    settings: DevstackSettings

    def services(self) -> tuple[Service, ...]:
        """Return all parts of this stack; servers that were given by URL are left out."""
        servers = self._servers()
        return (*servers, *self._steps({server.name for server in servers}), *self._apps())

    @property
    def environment(self) -> dict[str, str]:
        """What every process of this stack is told."""
        return environment_inherited() | {
            MARK: self.state.secrets.stack_id,
            "PYTHONUNBUFFERED": "1",
            "CIVIC_SERVICE_KEY": self.state.secrets.service_key,
        }

    @property
    def environment_django(self) -> dict[str, str]:
        """What the processes of Django are told besides."""
        urls = self.state.urls
        return {
            "DJANGO_SETTINGS_MODULE": "django_core.config.settings",
            "CIVIC_SECRET_KEY": self.state.secrets.secret_key,
            "CIVIC_DATABASE_URL": urls["database"],
            "CIVIC_REDIS_URL": urls["redis"],
            "CIVIC_GRAPH_URL": urls["graph"],
            "CIVIC_DEBUG": "false",
            "CIVIC_ALLOWED_HOSTS": "127.0.0.1,localhost",
            "CIVIC_API_BASIC_AUTH": "true",
            # On loopback only: passwords alone open, and codes by SMS are shown at /dev/inbox.
            "CIVIC_MFA_REQUIRED": "false",
            "CIVIC_SMS_TRANSPORT": "offline",
            "CIVIC_DEV_INBOX": "true",
            # Its own process sends, so that beat need not.
            "CIVIC_BEAT_SENDS": "false",
            "CIVIC_NOTIFY_BY": "TELEGRAM,WEB",
            "CIVIC_METRICS_DIR": str(self.state_dir / METRICS_FOLDER),
            "CIVIC_WEB_ROOT": str(PAGES) if self.settings.web_pages else "",
            "CIVIC_FILES_DIR": str(self.state_dir / FILES_FOLDER),
            **bot_environment(self.state.urls, token=self.settings.telegram_token),
        }

    @property
    def environment_graph(self) -> dict[str, str]:
        """What the graph is told besides, and a Ray of its own that nobody else can join."""
        urls = self.state.urls
        return {
            **ray_environment(
                place=ray_place(self.state.secrets.stack_id), door_port=self.state.ports["graph"]
            ),
            "CIVIC_QDRANT_URL": urls["qdrant"],
            "CIVIC_CALLBACK_URL": self._inner("web"),
        }

    @property
    def _owner(self) -> dict[str, str]:
        """What only migrations are told: the role that owns the tables, and whom to let in."""
        application = self.state.urls["database"]
        given = self.settings.database_owner_url or self.settings.database_url
        return {
            "CIVIC_DATABASE_URL": given or self.postgres().owner_url,
            "CIVIC_DATABASE_APP_ROLE": urlsplit(application).username or "",
        }

    def postgres(self) -> PostgresServer:
        """Return the own database server."""
        return PostgresServer(
            state_dir=self.state_dir,
            port=self.state.ports["postgres"],
            password=self.state.secrets.postgres_password,
        )

    def valkey(self) -> ValkeyServer:
        """Return the own broker."""
        return ValkeyServer(
            state_dir=self.state_dir,
            port=self.state.ports["valkey"],
            password=self.state.secrets.valkey_password,
        )

    def _servers(self) -> list[Service]:
        postgres, valkey, settings = self.postgres(), self.valkey(), self.settings
        qdrant = Service(
            name="qdrant",
            command=self._qdrant_command,
            is_ready=http_check(f"{self.state.urls['qdrant']}/healthz"),
            is_server=True,
        )
        own = [
            (settings.database_url, _database_service(postgres)),
            (settings.redis_url, _broker_service(valkey)),
            (settings.qdrant_url, qdrant),
        ]
        return [service for given_url, service in own if not given_url]

    def _steps(self, servers: set[str]) -> list[Service]:
        database = tuple({"postgres", "valkey"} & servers)
        seeded = str(ROOT / SEEDED_DISTRICT)
        password = {"CIVIC_DEV_PASSWORD": self.state.dev_password}
        pages = [self._pages()] if self.settings.web_pages else []
        return [
            *pages,
            self._step("migrate", "migrate", "--no-input", needs=database, env=self._owner),
            self._step("district", "district_load", seeded, needs=("migrate",)),
            self._step("people", "dev_seed", needs=("district",), env=password),
            self._step("index", "departments_index", needs=("district", "graph")),
        ]

    def _apps(self) -> list[Service]:
        ports = self.state.ports
        web, sockets = gunicorn_argv(port=ports["web"]), uvicorn_argv(port=ports["sockets"])
        return [
            self._web(*web),
            self._app("sockets", *sockets, ready_url=f"{self._inner('sockets')}/health/ready"),
            self._app(
                "door",
                *door_argv(ports),
                ready_url=f"{self.state.web_url}/health/live",
                needs=("web",),
            ),
            self._app("sender", *MANAGE, "sender"),
            self._app("worker", *CELERY, "worker"),
            self._app("relay", *MANAGE, "relay"),
            self._app("beat", *CELERY, "beat"),
            self._app("poll", *MANAGE, "telegram_poll"),
            *self._bot_api(),
            self._graph(),
        ]

    def _inner(self, name: str) -> str:
        """Return the address of a part behind the door."""
        return f"http://{LOOPBACK}:{self.state.ports[name]}"

    def _bot_api(self) -> list[Service]:
        """Return what stands in Telegram's place unless a token leads to the real one."""
        if self.settings.telegram_token:
            return []
        arguments = ("-m", "k8s.devstack.bot_api", "--port", str(self.state.ports["telegram"]))
        return [
            Service(
                name="telegram",
                command=lambda: self._python("telegram", *arguments),
                is_ready=http_check(f"{self.state.urls['telegram']}/chats"),
            )
        ]

    def _pages(self) -> Service:
        return Service(
            name="pages",
            command=lambda: self._python("pages", "-m", "k8s.devstack.pages"),
            is_step=True,
            ready_within_s=PAGES_WITHIN_S,
        )

    def _web(self, *arguments: str) -> Service:
        """Return what serves pages: it looks for them once, when it starts."""
        ready_url = f"{self._inner('web')}/health/ready"
        if not self.settings.web_pages:
            return self._app("web", *arguments, ready_url=ready_url)
        needs = ("migrate", "pages")
        web = self._app("web", *arguments, ready_url=ready_url, needs=needs)
        return replace(web, ready_within_s=PAGES_WITHIN_S)

    def _app(
        self, name: str, *arguments: str, ready_url: str = "", needs: tuple[str, ...] = ("migrate",)
    ) -> Service:
        return Service(
            name=name,
            command=lambda: self._python(name, *arguments, env=self.environment_django),
            needs=needs,
            is_ready=http_check(ready_url) if ready_url else lambda: True,
        )

    def _step(
        self,
        name: str,
        *arguments: str,
        needs: tuple[str, ...],
        env: Mapping[str, str] = NOTHING_MORE,
    ) -> Service:
        told = self.environment_django | dict(env)
        return Service(
            name=name,
            command=lambda: self._python(name, *MANAGE, *arguments, env=told),
            needs=needs,
            is_step=True,
            ready_within_s=120.0,
        )

    def _qdrant_command(self) -> Command:
        folder = self.state_dir / "qdrant"
        folder.mkdir(parents=True, exist_ok=True)
        port = str(self.state.ports["qdrant"])
        module = ("-m", "k8s.devstack.qdrant_gateway")
        return self._python("qdrant", *module, "--port", port, "--path", str(folder))

    def _graph(self) -> Service:
        return Service(
            name="graph",
            command=self._graph_command,
            needs=() if self.settings.qdrant_url else ("qdrant",),
            is_ready=http_check(f"{self.state.graph_url}/healthz"),
            ready_within_s=240.0,
        )

    def _graph_command(self) -> Command:
        return graph_command(
            self.settings.graph_profile,
            state_dir=self.state_dir,
            port=port_free(),
            env=self.environment | self.environment_graph,
        )

    def _python(self, name: str, *arguments: str, env: Mapping[str, str] = NOTHING_MORE) -> Command:
        argv = (sys.executable, *arguments)
        return Command(name=name, argv=argv, cwd=ROOT, env=self.environment | dict(env))


def _database_service(server: PostgresServer) -> Service:
    return Service(
        name="postgres",
        command=server.prepare,
        is_ready=server.is_ready,
        when_ready=server.database_ensure,
        is_server=True,
    )


def _broker_service(server: ValkeyServer) -> Service:
    return Service(name="valkey", command=server.prepare, is_ready=server.is_ready, is_server=True)
