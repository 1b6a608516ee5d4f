"""How tests of this room act, and the session most of them act on."""

import pytest

from django_core.conversations.models import Session
from tests.factories.messages import session_talking


@pytest.fixture
def act(client_of):
    """Do something to a session as somebody; returns the status and the body."""

    def run(actor, session, action, **body):
        path = f"/api/v1/sessions/{getattr(session, 'pk', session)}/{action}"
        answer = client_of(actor).post(path, body, format="json")
        return answer.status_code, answer.json()

    return run


@pytest.fixture
def talking(citizen, water, staff) -> Session:
    return session_talking(citizen, staff, water)
