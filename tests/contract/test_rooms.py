"""The import rules of ARCHITECTURE.md are kept by a tool that really catches a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("django_core", "serve_graph", "k8s", "loadtests")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a copy of the Python rooms and their rules."""
    for room in ROOMS:
        shutil.copytree(
            ROOT / room,
            tmp_path / room,
            ignore=lambda _folder, names: [
                name for name in names if "." in name and not name.endswith(".py")
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own tool on our own copy
        [LINT_IMPORTS, "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "forbidden", "contract"),
    [
        (
            "django_core/routing/services/route.py",
            "import serve_graph.pipeline",
            "Django sees only",
        ),
        ("serve_graph/pipeline.py", "import django_core.base", "never import Django code"),
        ("serve_graph/contract.py", "import serve_graph.timing", "serve_graph: graph > ingress"),
        ("serve_graph/stages/search/stage.py", "import ray", "Only graph and ingress know Ray"),
        (
            "serve_graph/stages/search/stage.py",
            "import serve_graph.stages.prompt",
            "Stages do not know",
        ),
        (
            "django_core/conversations/services/submit.py",
            "import django_core.routing",
            "Django apps",
        ),
        (
            "django_core/conversations/models.py",
            "import django_core.conversations.services",
            "doors",
        ),
        ("serve_graph/stages/search/stage.py", "import qdrant_client", "Each outside service"),
    ],
    ids=["wall", "wall back", "graph layers", "ray", "sisters", "app order", "inside", "one door"],
)
def test_forbidden_import_is_caught(house: Path, module: str, forbidden: str, contract: str):
    with (house / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{forbidden}\n")

    result = _lint_imports(house)

    broken = [line for line in result.stdout.splitlines() if " BROKEN" in line]
    assert result.returncode != 0, result.stdout
    assert any(contract in line for line in broken), result.stdout


def test_house_as_it_stands_keeps_every_rule(house: Path):
    result = _lint_imports(house)
    assert result.returncode == 0, result.stdout + result.stderr
