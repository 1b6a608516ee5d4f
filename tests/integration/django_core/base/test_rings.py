"""Rings that come while one is published travel together, and each job is still rung."""

import uuid
from threading import Event

import pytest

from django_core.base import bell, tasks
from django_core.base.bell import bell_ring

WITHIN_S = 10.0


def test_rings_that_come_while_one_is_published_travel_together(monkeypatch):
    published, is_first_out, may_go_on, is_all_out = [], Event(), Event(), Event()

    def publish(*job_uuids):
        published.append(job_uuids)
        is_first_out.set()
        may_go_on.wait(WITHIN_S)
        if len(published) == 2:
            is_all_out.set()
        return True

    monkeypatch.setattr(bell, "bell_publish", publish)
    first, *others = (uuid.uuid4() for _ in range(5))
    bell_ring(first)
    assert is_first_out.wait(WITHIN_S)
    for other in others:
        bell_ring(other)
    may_go_on.set()
    assert is_all_out.wait(WITHIN_S)
    assert published == [(first,), tuple(others)]


@pytest.mark.django_db
def test_jobs_that_came_with_a_ring_are_rung_again_each_by_itself(monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "bell_publish", lambda *job_uuids: rung.append(job_uuids) is None)
    others = [uuid.uuid4(), uuid.uuid4()]
    tasks.job_run_task(job_uuid=str(uuid.uuid4()), others=[str(other) for other in others])
    assert rung == [(others[0],), (others[1],)]
