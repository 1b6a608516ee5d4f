"""loadtests.sockets: a session as a tab shows it, kept up to date by live events."""

from typing import Any

Detail = dict[str, Any]
# What a detail shows of the viewer, not of the session.
OWN = ("unread",)


def event_apply(detail: Detail, told: dict[str, Any]) -> Detail:
    """Return the detail after one more numbered event; one that is known already changes nothing.

    Raises ``ValueError`` when a number is missing.
    """
    sequence, event = told["sequence"], told["event"]
    if sequence <= detail["sequence"]:
        return detail
    if sequence != detail["sequence"] + 1:
        message = f"{sequence} follows {detail['sequence']}"
        raise ValueError(message)
    after = {**detail, **(event.get("session") or {}), "sequence": sequence}
    if "message" in event:
        after["messages"] = _with_message(detail["messages"], event["message"])
    return after


def _with_message(messages: list[Detail], message: Detail) -> list[Detail]:
    """Put a message in the place of the one with its id, or at its place in the order."""
    others = [one for one in messages if one["message_uuid"] != message["message_uuid"]]
    return sorted([*others, message], key=lambda one: int(one["sequence"]))
