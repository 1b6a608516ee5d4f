"""Lists of sessions: filters, search, queues, unread counts (P29)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from django_core.accounts.models import User, UserKind
from django_core.accounts.phones import phone_tidy
from django_core.conversations.lifecycle import (
    IN_DEPARTMENT,
    RoutedBy,
    SenderKind,
    Verdict,
    Visibility,
)
from django_core.conversations.models import Message, ReadMark, Session
from django_core.conversations.selectors.sessions import sessions_visible, with_names
from django_core.departments.models import Department

PREVIEW_CHARS = 280
WORDS_MAX = 8
UNVERIFIED = "NONE"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed by; what is empty narrows nothing.

    ``phone`` and ``words`` are for staff and those above; ``verdict`` is what became of the
    routing: CONFIRMED, CORRECTED or NONE.  Dates are days of the viewer's district.
    """

    number: str = ""
    status: str = ""
    department: str = ""
    channel: str = ""
    language: str = ""
    verdict: str = ""
    phone: str = ""
    words: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    is_mine: bool = False
    is_overdue: bool = False
    is_unassigned: bool = False
    is_held: bool = False
    is_oldest_first: bool = False


def sessions_list(viewer: User, *, wanted: Wanted | None = None) -> QuerySet[Session]:
    """Return the sessions the viewer may see, narrowed by what is wanted, with a preview."""
    wanted = wanted or Wanted()
    rows = sessions_visible(viewer).filter(_plain(wanted), _verdict(wanted))
    if wanted.opened_from or wanted.opened_to:
        rows = rows.filter(_dates(wanted, viewer=viewer))
    if wanted.is_mine:
        rows = rows.filter(Q(assigned_staff=viewer) | Q(citizen=viewer))
    if viewer.kind != UserKind.CITIZEN:
        rows = rows.filter(_search(wanted))
    order = "opened_at" if wanted.is_oldest_first else "-opened_at"
    return with_preview(with_unread(with_names(rows), viewer=viewer)).order_by(order, "uuid")


def department_queue(viewer: User, *, department: Department) -> QuerySet[Session]:
    """Return what waits or is talked about in a department, oldest first, with a preview."""
    rows = sessions_visible(viewer).filter(assigned_department=department, status__in=IN_DEPARTMENT)
    return with_preview(with_unread(with_names(rows), viewer=viewer)).order_by("opened_at", "uuid")


def with_preview(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Let the citizen's first message and its language travel with its session."""
    first = Message.objects.filter(session=OuterRef("pk"), sender_kind=SenderKind.CITIZEN)
    first = first.order_by("sequence")
    return rows.annotate(
        preview=Subquery(first.values("text")[:1]),
        language=Subquery(first.values("language")[:1]),
    )


def with_unread(rows: QuerySet[Session], *, viewer: User) -> QuerySet[Session]:
    """Let the number of messages that the viewer has not read travel with each session."""
    return rows.annotate(unread=_unread(viewer))


def unread_totals(viewer: User) -> dict[str, int]:
    """Return how many open sessions have something unread, and how many messages."""
    rows = sessions_visible(viewer).filter(closed_at=None).annotate(unread=_unread(viewer))
    unread = list(rows.filter(unread__gt=0).order_by().values_list("unread", flat=True))
    return {"sessions": len(unread), "messages": sum(unread)}


def queue_counts(viewer: User) -> dict[str, int]:
    """Return how many sessions stand in each queue of the viewer's inbox (S1)."""
    is_open = Q(closed_at=None)
    queues = {
        "unassigned": is_open & Q(assigned_staff=None),
        "mine": is_open & Q(assigned_staff=viewer),
        "held": is_open & Q(held_at__isnull=False),
        "overdue": is_open & Q(overdue_at__isnull=False),
        "closed": Q(closed_at__isnull=False),
    }
    counted = {name: Count("pk", filter=queue) for name, queue in queues.items()}
    return sessions_visible(viewer).order_by().aggregate(**counted)


def _unread(viewer: User) -> Coalesce:
    """Count what others have said in a session after the viewer's mark."""
    mark = ReadMark.objects.filter(session=OuterRef("session"), reader=viewer).values("sequence")
    said = Message.objects.filter(
        Q(sender=None) | ~Q(sender=viewer),
        session=OuterRef("pk"),
        sequence__gt=Coalesce(Subquery(mark[:1]), 0),
    )
    if viewer.kind == UserKind.CITIZEN:
        said = said.filter(visibility=Visibility.PUBLIC)
    count = said.order_by().values("session").annotate(count=Count("*")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def _plain(wanted: Wanted) -> Q:
    """Return the filters that compare one column with one value."""
    values = {
        "number": wanted.number.upper(),
        "status": wanted.status,
        "assigned_department__code": wanted.department,
        "channel": wanted.channel,
    }
    narrowed = Q(**{name: value for name, value in values.items() if value})
    if wanted.is_overdue:
        narrowed &= Q(overdue_at__isnull=False)
    if wanted.is_unassigned:
        narrowed &= Q(assigned_staff=None, closed_at=None)
    if wanted.is_held:
        narrowed &= Q(held_at__isnull=False, closed_at=None)
    if wanted.language:
        spoken = Message.objects.filter(session=OuterRef("pk"), language=wanted.language)
        narrowed &= Q(Exists(spoken))
    return narrowed


def _verdict(wanted: Wanted) -> Q:
    corrected = Q(routed_by=RoutedBy.CORRECTION) | Q(verdict=Verdict.CORRECTED)
    if wanted.verdict == Verdict.CORRECTED:
        return corrected
    if wanted.verdict == UNVERIFIED:
        return Q(verdict="") & ~corrected
    return Q(verdict=wanted.verdict) if wanted.verdict else Q()


def _dates(wanted: Wanted, *, viewer: User) -> Q:
    """Return the filter by days as they are counted where the viewer works."""
    zone = ZoneInfo(viewer.district.timezone if viewer.district else settings.TIME_ZONE)
    narrowed = Q()
    if wanted.opened_from:
        narrowed &= Q(opened_at__gte=datetime.combine(wanted.opened_from, time(), zone))
    if wanted.opened_to:
        ends = wanted.opened_to + timedelta(days=1)
        narrowed &= Q(opened_at__lt=datetime.combine(ends, time(), zone))
    return narrowed


def _search(wanted: Wanted) -> Q:
    """Return the search by the citizen's phone and by the beginnings of words that were said."""
    narrowed = Q()
    if wanted.phone:
        narrowed &= Q(citizen__phone=phone_tidy(wanted.phone))
    query = " & ".join(f"{word}:*" for word in _WORD.findall(wanted.words)[:WORDS_MAX])
    if query:
        said = Message.objects.annotate(said=SearchVector("text", config="simple"))
        said = said.filter(said=SearchQuery(query, config="simple", search_type="raw"))
        narrowed &= Q(pk__in=said.values("session"))
    return narrowed
