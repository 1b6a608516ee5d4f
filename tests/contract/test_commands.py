"""Nobody is signed in at a terminal: commands of ours act as the system, and say so (P36)."""

import pytest
from django.core.management import get_commands, load_command_class

from django_core.base.commands import SystemCommand

# Commands that may act as nobody, with the reason.
MAY = {"departments_index": "departments are public"}
OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("django_core."))


@pytest.mark.parametrize("name", [name for name in OURS if name not in MAY])
def test_command_acts_as_the_system(name):
    assert isinstance(load_command_class(get_commands()[name], name), SystemCommand)


def test_there_are_commands():
    assert {"pipeline", "relay", "sender"} <= set(OURS)
