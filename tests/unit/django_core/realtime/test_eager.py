"""Work that is begun at once and goes on in a task only when it waits."""

import asyncio

import pytest

from django_core.realtime.eager import begun


async def test_work_that_never_waits_is_done_at_once():
    done = []

    async def work() -> None:
        done.append(1)

    assert begun(work()) is None
    assert done == [1]


async def test_rest_of_work_goes_on_when_what_it_waits_for_has_come():
    gate, done = asyncio.Event(), []

    async def work() -> None:
        for number in (1, 2):
            await gate.wait()
            gate.clear()
            done.append(number)

    rest = begun(work())
    assert rest is not None
    task = asyncio.ensure_future(rest)
    for expected in ([1], [1, 2]):
        gate.set()
        await asyncio.sleep(0.01)
        assert done == expected
    await task


async def test_what_work_raises_at_once_is_raised_by_its_rest():
    async def work() -> None:
        raise ConnectionResetError

    rest = begun(work())
    assert rest is not None
    with pytest.raises(ConnectionResetError):
        await rest


async def test_work_ends_when_its_rest_is_cancelled():
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    rest = begun(work())
    assert rest is not None
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await rest
    assert ended == [1]
