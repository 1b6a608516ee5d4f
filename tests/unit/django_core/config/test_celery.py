"""Celery keeps the pool of connections between tasks."""

import pytest
from celery import signals
from celery.fixups.django import DjangoWorkerFixup

from django_core.config import celery


def test_celery_leaves_the_pool_open_between_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it closes by itself is opened anew by the next task: three connections each."""
    fixup, closed = DjangoWorkerFixup(celery.app), []
    monkeypatch.setattr(fixup, "_close_database", lambda: closed.append("the pool"))
    for _ in range(10):
        fixup.close_database()
    assert closed == []


def test_each_task_gives_its_connection_back(monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[str] = []
    monkeypatch.setattr(celery, "close_old_connections", lambda: given_back.append("one"))
    signals.task_prerun.send(sender=None)
    signals.task_postrun.send(sender=None)
    assert given_back == ["one", "one"]
