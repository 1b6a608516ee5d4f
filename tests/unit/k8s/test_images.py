"""Dockerfiles hold to hadolint's rules, and agree with what builds, starts and serves them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from django_core.config.pages import PAGE_HEADERS
from k8s.images.bases import BASES
from k8s.images.entrypoint import PROGRAMS, SOCKETS_PORT, WEB_PORT, metrics_forget
from k8s.images.probes import PROBES

FOLDER = Path(__file__).resolve().parents[3] / "k8s" / "images"
FILES = sorted(FOLDER.glob("*.Dockerfile"))
HADOLINT = Path(sys.executable).with_name("hadolint")


def _stages(file: Path) -> list[str]:
    return re.split(r"^FROM ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_hadolint_has_nothing_to_say(file):
    done = subprocess.run(  # noqa: S603  # our own argument list
        [HADOLINT, file], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_image_runs_as_nobody_and_hears_signals(file):
    last = _stages(file)[-1]
    assert "\nUSER 10001:10001\n" in last
    commands = re.findall(r"^(?:ENTRYPOINT|CMD) (.*)$", last, flags=re.MULTILINE)
    assert commands
    assert all(command.startswith("[") for command in commands)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_base_can_be_stood_in_for(file):
    text = file.read_text(encoding="utf-8")
    named = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, flags=re.MULTILINE))
    assert named == {name: BASES[name].name for name in named}
    assert set(re.findall(r"^FROM \$\{(\w+)\}", text, flags=re.MULTILINE)) == set(named)


def test_every_image_is_started_and_asked():
    assert {probe.image for probe in PROBES.values()} == {file.stem for file in FILES}


def test_pages_carry_the_same_headers_from_nginx():
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    sent = dict(re.findall(r'add_header (\S+) "?([^"]*?)"? always;', text))
    assert sent["Cache-Control"] == "$cached"
    assert f'default "{PAGE_HEADERS["Cache-Control"]}";' in text
    for name, value in PAGE_HEADERS.items():
        assert name == "Cache-Control" or sent[name] == value


def test_programs_of_django_listen_where_the_image_says():
    exposed = re.findall(r"^EXPOSE (.*)$", _stages(FOLDER / "django.Dockerfile")[-1], re.MULTILINE)
    assert exposed == [f"{WEB_PORT} {SOCKETS_PORT}"]
    assert f"0.0.0.0:{WEB_PORT}" in PROGRAMS["web"]


def test_image_of_django_holds_what_it_imports_of_the_graph():
    """Only the wire is copied: a new module of it would be missing first when a pod starts."""
    root = FOLDER.parents[1]
    sources = "\n".join(p.read_text(encoding="utf-8") for p in root.glob("django_core/**/*.py"))
    imported = set(re.findall(r"^from (serve_graph\.\w+) import", sources, re.MULTILINE))
    copied = (FOLDER / "django.Dockerfile").read_text(encoding="utf-8")
    assert len(imported) > 1
    assert all(f"{name.replace('.', '/')}.py" in copied for name in imported)


def test_container_that_is_started_anew_counts_from_nothing(tmp_path):
    for name in ("counter_1.db", "note.txt"):
        (tmp_path / name).touch()
    metrics_forget(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]


def test_unknown_program_is_refused_with_the_known_ones():
    command = [sys.executable, "-m", "k8s.images.entrypoint", "wep"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603  # our own argument list
    assert done.returncode == 1
    assert all(name in done.stderr for name in PROGRAMS)
