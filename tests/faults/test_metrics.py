"""What Prometheus reads from running processes: all that is named, and nothing of who is dead."""

import time
import uuid

import httpx
from prometheus_client.parser import text_string_to_metric_families

from k8s.dashboards.queries import metrics_wanted
from k8s.devstack.client import Person
from k8s.devstack.ports import LOOPBACK
from tests.faults.stack import FaultStack

TEXT = "На нашей улице третью неделю не горит ни один фонарь, ходить опасно."
SEEN_WITHIN_S = 60.0
# Set aside to be the last of `dev_seed`, whom no load of a scenario writes as.
CITIZEN, SLOTS = "citizen100", 8


def exported(stack: FaultStack, name: str = "web") -> dict[str, float]:
    """Return the sum of the samples of each metric that a process exports."""
    url = f"http://{LOOPBACK}:{stack.state.ports[name]}/metrics"
    text = httpx.get(url, timeout=10, trust_env=False).raise_for_status().text
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found


def person(stack: FaultStack, username: str) -> Person:
    password = stack.state.dev_password
    return Person(base_url=stack.state.web_url, username=username, password=password)


def routed_and_corrected(stack: FaultStack) -> None:
    with person(stack, CITIZEN) as citizen:
        sent = citizen.message_submit(text=TEXT, client_message_id=str(uuid.uuid4()))
        session = citizen.session_await(sent.session_uuid)
    with person(stack, "operator") as operator:
        other = "roads" if session["department"]["code"] != "roads" else "improvement"
        operator.correct(sent.session_uuid, department=other, reason="metrics")


def test_every_metric_of_django_that_a_panel_or_an_alert_names_is_exported(stack):
    wanted = {name for name in metrics_wanted() if not name.startswith("ray_")}
    assert wanted
    routed_and_corrected(stack)
    gives_up_at = time.monotonic() + SEEN_WITHIN_S
    while missing := wanted - exported(stack).keys():
        assert time.monotonic() < gives_up_at, missing
        time.sleep(0.25)
    assert "civic_live_sockets" in exported(stack, "sockets")


def slots_wait(stack: FaultStack, wanted: int) -> None:
    gives_up_at = time.monotonic() + SEEN_WITHIN_S
    while (slots := exported(stack).get("civic_worker_slots", 0)) != wanted:
        assert time.monotonic() < gives_up_at, slots
        time.sleep(0.1)


def test_slots_of_a_killed_worker_are_not_counted_beside_those_of_the_new_one(stack):
    slots_wait(stack, SLOTS)
    with stack.down("worker"):
        slots_wait(stack, 0)
    slots_wait(stack, SLOTS)
