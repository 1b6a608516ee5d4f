"""The figures of a period, for those who may see them (P38, X1).

They are counted as the system, because a session that was corrected away is out of its first
department's sight but counts there; the scope is therefore worked out here, and no row of a
person leaves the database.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Forbidden, Invalid
from django_core.base.rights import system_acts
from django_core.departments.models import Department
from django_core.departments.selectors import departments_with_queue
from django_core.feedback.selectors import sql
from django_core.routing.selectors import StageLatency, stage_latencies

PERIOD_DAYS_MAX = 366
Row = dict[str, Any]


class PeriodRefused(Invalid):
    """The period ends before it begins, or is longer than a year."""


@dataclass(frozen=True)
class StatisticsWanted:
    """A period of whole days, both included, and what it is narrowed by."""

    since: date
    until: date
    district: str = ""
    department: str = ""
    channel: str = ""
    language: str = ""


@dataclass(frozen=True)
class Statistics:
    """Sums over a period: of the service, of the routing, and how sure the router may be.

    Groups are ``total``, ``day``, ``department``, ``channel`` and ``language``.
    """

    wanted: StatisticsWanted
    service: dict[str, list[Row]]
    routing: dict[str, list[Row]]
    calibration: list[Row] = field(default_factory=list)
    calibration_error: float | None = None
    confusion: list[Row] = field(default_factory=list)
    stages: list[StageLatency] = field(default_factory=list)


def statistics_get(viewer: User, *, wanted: StatisticsWanted) -> Statistics:
    """Return the figures that the viewer may see: staff of their departments, operators of
    their district, superusers all.  Raises ``Forbidden`` and ``PeriodRefused``.
    """  # noqa: D205  # one sentence
    if viewer.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff see statistics."))
    departments = list(departments_with_queue(viewer))
    asked = _asked(viewer, wanted=wanted, departments=departments)
    with system_acts():
        service, routing, bins, confusion = _counted(asked)
        codes = {str(pk): code for pk, code in Department.objects.values_list("pk", "code")}
        return Statistics(
            wanted=wanted,
            service=_grouped(service, codes=codes, shares=_service_shares),
            routing=_grouped(routing, codes=codes, shares=_routing_shares),
            calibration=bins,
            calibration_error=_error_of(bins),
            confusion=[_named(row, codes) for row in confusion],
            stages=stage_latencies(since=asked["since"], until=asked["until"]),
        )


def _asked(viewer: User, *, wanted: StatisticsWanted, departments: list[Department]) -> Row:
    """Return the parameters of the statements: the period in the viewer's days, and the scope."""
    days = (wanted.until - wanted.since).days
    if not 0 <= days < PERIOD_DAYS_MAX:
        raise PeriodRefused(
            "PERIOD_REFUSED", _("Please choose up to a year."), days_max=PERIOD_DAYS_MAX
        )
    zone = viewer.district.timezone if viewer.district else settings.STATISTICS_TIME_ZONE
    starts = datetime.combine(wanted.since, time(), ZoneInfo(zone))
    ends = datetime.combine(wanted.until + timedelta(days=1), time(), ZoneInfo(zone))
    return {
        "since": starts,
        "until": ends,
        "zone": zone,
        "channel": wanted.channel,
        "language": wanted.language,
        "district": _district_of(viewer, wanted=wanted, departments=departments),
        "scope": _scope_of(viewer, wanted=wanted, departments=departments),
    }


def _district_of(
    viewer: User, *, wanted: StatisticsWanted, departments: list[Department]
) -> uuid.UUID | None:
    if viewer.kind != UserKind.SUPERUSER:
        return viewer.district_id
    if not wanted.district:
        return None
    found = [one.district_id for one in departments if one.district.code == wanted.district]
    return found[0] if found else uuid.UUID(int=0)


def _scope_of(
    viewer: User, *, wanted: StatisticsWanted, departments: list[Department]
) -> list[uuid.UUID] | None:
    """Return the departments to count, or nothing for all of the district."""
    if wanted.department:
        return [one.pk for one in departments if one.code == wanted.department]
    return [one.pk for one in departments] if viewer.kind == UserKind.STAFF else None


def _counted(asked: Row) -> tuple[list[Row], ...]:
    """Return the rows of the four tables; ids and days come as text."""
    with connection.cursor() as cursor:
        cursor.execute(sql.STATISTICS, asked)
        return tuple(rows or [] for rows in cursor.fetchone())


def _grouped(
    rows: list[Row], *, codes: dict[str, str], shares: Callable[[Row], Row]
) -> dict[str, list[Row]]:
    """Return the rows by their group, each with its key and the shares that follow from it."""
    grouped: dict[str, list[Row]] = {name: [] for name in sql.SETS.values()}
    for row in rows:
        name = sql.SETS[row.pop("set")]
        keys = {key: row.pop(key) for key in ("day", "department_id", "channel", "language")}
        keys["department"] = codes.get(keys["department_id"])
        key = None if name == "total" else keys[name]
        grouped[name].append({"key": str(key or "")} | row | shares(row))
    return grouped


def _service_shares(row: Row) -> Row:
    return {
        "overdue_share": _share(row["overdue"], row["sessions"]),
        "auto_closed_share": _share(row["auto_closed"], row["closed"]),
        "injection_share": _share(row["injections"], row["sessions"]),
    }


def _routing_shares(row: Row) -> Row:
    return {
        "abstain_share": _share(row["abstained"], row["analysed"]),
        "override_share": _share(row["corrected"], row["verified"]),
        "accuracy": _share(row["confirmed"], row["verified"]),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _error_of(bins: list[Row]) -> float | None:
    """Return the expected calibration error: how far confidence and accuracy are apart (P33)."""
    count = sum(row["count"] for row in bins)
    gaps = (row["count"] * abs(row["confidence"] - row["accuracy"]) for row in bins)
    return sum(gaps) / count if count else None


def _named(row: Row, codes: dict[str, str]) -> Row:
    chosen, right = codes.get(row["chosen_id"], ""), codes.get(row["right_id"], "")
    return {"chosen": chosen, "right": right, "count": row["count"]}
