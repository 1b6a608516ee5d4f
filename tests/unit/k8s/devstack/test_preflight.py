from dataclasses import replace

import pytest

from k8s.devstack.errors import StackError
from k8s.devstack.preflight import Machine, machine_check

FINE = Machine(
    python=(3, 11),
    memory_free_gib=8.0,
    is_web_port_free=True,
    web_port_holder="",
)


def check(machine: Machine) -> None:
    machine_check(machine, web_port=8000, memory_needed_gib=3.0)


def test_a_machine_that_has_all_is_fine():
    check(FINE)


@pytest.mark.parametrize(
    ("machine", "code", "words"),
    [
        (replace(FINE, python=(3, 10)), "PYTHON_TOO_OLD", "this is 3.10"),
        (
            replace(FINE, is_web_port_free=False, web_port_holder="nginx (process 7)"),
            "PORT_TAKEN",
            "taken by nginx (process 7). Choose another: CIVIC_WEB_PORT=8001",
        ),
        (replace(FINE, memory_free_gib=1.5), "MEMORY_TOO_LITTLE", "1.5 GiB of memory are free"),
    ],
)
def test_what_stands_in_the_way_is_told_with_a_code_and_a_way_out(
    machine: Machine, code: str, words: str
):
    with pytest.raises(StackError) as refused:
        check(machine)
    assert refused.value.code == code
    assert words in refused.value.message
