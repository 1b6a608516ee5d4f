"""Telegram repeats itself, and the sender dies in the middle of a message (F8, F15)."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random

import pytest

from tests.faults.chats import (
    SENT_AT,
    Chat,
    chats_open,
    faults_set,
    sends,
    stored_note,
    update_deliver,
)
from tests.faults.stack import FaultStack

# The first test also waits until the stack has started, on a busy machine for minutes.
pytestmark = [pytest.mark.full_only, pytest.mark.timeout(600, func_only=True)]
CHATS, UPDATES = 4, 100
AT_ONCE = 5
SENT_WITHIN_S = 40.0
POLL_S = 0.05
STORM = 3
_AN_HOUR_LATER = "UPDATE telegram_update SET received_at = received_at - interval '1 hour'"
_ORDER = """
    SELECT text FROM conversations_message
    WHERE session_id = %(session)s AND client_message_id LIKE 'tg:%%' ORDER BY sequence
"""
_LEASE_ENDS = """
    UPDATE notifications_delivery SET lease_until = now() WHERE state = 'SENDING'
    AND recipient_id = (SELECT uuid FROM accounts_user WHERE username = %(seat)s)
"""
_ENDED = """
    SELECT count(*) FROM notifications_delivery d JOIN accounts_user u ON u.uuid = d.recipient_id
    WHERE u.username = %(seat)s AND d.state = 'SENT' AND d.unknown_at IS NOT NULL
"""
_CLOSED = """
    SELECT count(*) FROM notifications_switchedoff s JOIN accounts_user u ON u.uuid = s.recipient_id
    WHERE u.username = %(seat)s AND s.transport = 'TELEGRAM'
"""


def test_update_is_one_message_however_often_it_comes(stack, begin, seed):
    what = (
        f"one update {AT_ONCE} times at once; {UPDATES} shuffled; all of them an hour later; "
        "the database away"
    )
    with begin(stack, "F8", what) as run, chats_open(run, count=CHATS) as chats:
        updates = [(chats[n % CHATS], _update(chats[n % CHATS], n)) for n in range(UPDATES)]
        shuffled = updates[1:]
        Random(seed).shuffle(shuffled)  # noqa: S311  # an order that can be repeated, no secret
        with stack.stopped("worker"):  # All of them wait together for their order.
            at_once = _delivered(stack, [updates[0][1]] * AT_ONCE)
            once = _delivered(stack, [update for _chat, update in shuffled])
        assert run.watch.quiet_wait()
        with stack.database() as connection:
            connection.execute(_AN_HOUR_LATER)
        again = _delivered(stack, [update for _chat, update in updates])
        late = (chats[0], _update(chats[0], UPDATES))
        with stack.down("postgres"):
            refused, _ = update_deliver(stack, late[1])
        run.watch.healed()
        taken = _delivered_at_last(stack, late[1])
        assert run.watch.quiet_wait()
        stored_note(stack, [chat.told(update) for chat, update in [*updates, late]])
        run.end()
        orders = [_is_in_order(stack, chat) for chat in chats]
    assert sorted(at_once) == [(200, False)] * (AT_ONCE - 1) + [(200, True)]
    assert set(once) == {(200, True)}
    assert set(again) == {(200, False)}
    assert (refused >= 500, taken) == (True, (200, True))
    assert all(orders), "not in the order in which they were written"


def _update(chat: Chat, number: int) -> dict[str, object]:
    """Return an update; several of a chat have the same second, as people write."""
    return chat.update(f"слово {number:03d}", message_id=number + 10, sent_at=SENT_AT + number // 8)


def _delivered(stack: FaultStack, updates: list[dict[str, object]]) -> list[tuple[int, bool]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda update: update_deliver(stack, update), updates))


def _delivered_at_last(stack: FaultStack, update: dict[str, object]) -> tuple[int, bool]:
    """Bring an update again for as long as it is refused with 5xx, as Telegram does."""
    gives_up_at = time.monotonic() + SENT_WITHIN_S
    while (taken := update_deliver(stack, update))[0] >= 500 and time.monotonic() < gives_up_at:
        time.sleep(POLL_S)
    return taken


def _is_in_order(stack: FaultStack, chat: Chat) -> bool:
    texts = [row[0] for row in stack.rows(_ORDER, session=chat.session_uuid)]
    return texts == sorted(texts)


def test_killed_sender_doubles_nothing_but_what_is_marked(stack, begin, seed):
    what = "SIGKILL the sender after Telegram took an answer; one chat gets 429, one is blocked"
    with begin(stack, "F15", what) as run, chats_open(run, count=3) as chats:
        hanging, busy, blocked = chats
        before = len(sends(stack))
        faults_set(
            stack,
            hanging.fault("HANG", after_s=5),
            busy.fault("BUSY", times=STORM),
            blocked.fault("BLOCKED"),
        )
        for chat in chats:
            for number in range(2):
                chat.replied(f"Ответ {number}")
        _until(lambda: bool(hanging.heard("Ответ 0")), what="nothing was sent")
        stack.kill("sender")
        with stack.database() as connection:  # Instead of a minute of waiting for it.
            connection.execute(_LEASE_ENDS, {"seat": hanging.seat})
        run.watch.healed()
        began_at = time.monotonic()
        _until(lambda: bool(stack.value(_ENDED, seat=hanging.seat)), what="never sent again")
        assert run.watch.quiet_wait()
        run.end(heals_s=time.monotonic() - began_at)
        heard = {chat.chat_id: [len(chat.heard(f"Ответ {n}")) for n in range(2)] for chat in chats}
        closed = int(stack.value(_CLOSED, seat=blocked.seat))
        tried = sends(stack)[before:]
        marked = [text for text in hanging.heard("Ответ 0") if "(" in text]
    assert heard == {hanging.chat_id: [2, 1], busy.chat_id: [1, 1], blocked.chat_id: [0, 0]}
    assert len(marked) == 1, "the second time does not say that it is one"
    assert closed == 1
    _storm_was_waited_out([call for call in tried if call["chat_id"] == busy.chat_id])


def _storm_was_waited_out(calls: list[dict[str, object]]) -> None:
    """Nothing went to the chat before Telegram's second had passed, and nothing overtook."""
    assert sum(call["fault"] == "BUSY" for call in calls) == STORM
    for call, following in pairwise(calls):
        if call["fault"] == "BUSY":
            assert float(str(following["at"])) - float(str(call["at"])) >= 1
            assert following["text"] == call["text"]


def _until(is_so, *, what: str) -> None:
    gives_up_at = time.monotonic() + SENT_WITHIN_S
    while not is_so():
        assert time.monotonic() < gives_up_at, what
        time.sleep(POLL_S)
