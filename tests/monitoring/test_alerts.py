"""Every alert says how bad it is and what to do, and is unit-tested by promtool (`make alerts`)."""

import re
from pathlib import Path

import pytest
import yaml

from k8s.dashboards.queries import rules
from tests.servers import ROOT

RUNBOOK = ROOT / "k8s" / "RUNBOOK.md"
PARTS = ("Means:", "Look:", "Do:")
TASKS = (
    "Scale a stage",
    "Roll a model",
    "Rotate secrets",
    "Restore from backup",
    "Drain",
    "Upgrade Ray",
)
ALERTS = [rule for rule in rules() if "alert" in rule]
NAMES = [rule["alert"] for rule in ALERTS]
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchor(heading: str) -> str:
    """Return the address of a heading, as Git hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def sections() -> dict[str, str]:
    parts = re.split(r"^#+ (.+)$", RUNBOOK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("rule", ALERTS, ids=NAMES)
def test_alert_says_how_bad_it_is_and_where_to_read_on(rule):
    told = rule["annotations"]
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert told["summary"]
    assert told["description"]
    assert told["runbook_url"] == f"k8s/RUNBOOK.md#{anchor(rule['alert'])}"


def test_every_alert_is_in_the_runbook_and_the_other_way_round():
    told = {heading for heading in sections() if heading.startswith("Civic")} - {"CivicConnect"}
    assert told == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_runbook_says_what_it_means_where_to_look_and_what_to_do(name):
    section = sections()[name]
    assert [part for part in PARTS if f"**{part}**" not in section] == []


@pytest.mark.parametrize("task", TASKS)
def test_runbook_tells_how(task):
    assert "`" in sections()[task]


def test_links_within_the_runbook_lead_somewhere():
    text = RUNBOOK.read_text(encoding="utf-8")
    anchors = {anchor(heading) for heading in HEADING.findall(text)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    for path in re.findall(r"\]\((\.\./[^)#]+)\)", text):
        assert (RUNBOOK.parent / path).exists()


def test_commands_of_django_in_the_runbook_exist():
    named = set(re.findall(r"manage ([a-z_]+)\b", RUNBOOK.read_text(encoding="utf-8")))
    ours = {path.stem for path in (ROOT / "django_core").glob("*/management/commands/[a-z]*.py")}
    assert named
    assert named <= ours | {"check", "migrate"}


def test_make_targets_in_the_runbook_exist():
    targets = set(re.findall(r"^([a-z-]+):.*##", Path(ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", RUNBOOK.read_text(encoding="utf-8"))) <= targets


def test_every_alert_has_a_case_in_which_it_fires():
    cases = yaml.safe_load((ROOT / "tests/monitoring/alerts_test.yaml").read_text(encoding="utf-8"))
    fired = {
        re.sub(r'.*alertname="(\w+)".*', r"\1", sample["labels"])
        for case in cases["tests"]
        for asked in case["promql_expr_test"]
        for sample in asked.get("exp_samples", ())
    }
    assert fired == set(NAMES)
