"""The topic of a person's own list."""

from django_core.accounts.models import User
from django_core.realtime.publish import person_group
from django_core.realtime.topics import Place, Topic


def me_enter(person: User, _rest: str) -> Place:
    """Let everybody hear what is for them."""
    return Place(group=person_group(person.pk))


ME_TOPIC = Topic("me", me_enter)
