"""What the models cost: counted by district and day, and bounded (S27)."""

import uuid
from datetime import UTC

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Now, TruncDate

from django_core.departments.models import District
from django_core.routing.models import ModelSpend

_ADD = """
    INSERT INTO routing_modelspend AS spent (district_id, day, tokens)
    VALUES (%s, (now() AT TIME ZONE 'UTC')::date, %s)
    ON CONFLICT (district_id, day) DO UPDATE SET tokens = spent.tokens + excluded.tokens
"""


def tokens_spend(*, district_uuid: uuid.UUID, tokens: int) -> None:
    """Add what one run has cost to the day; the last thing in a transaction, for the row is hot."""
    if tokens > 0:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [district_uuid, tokens])


def tokens_today() -> list[tuple[str, int, int]]:
    """Return each district's code, what its models have cost today, and its limit."""
    today = ModelSpend.objects.filter(district=OuterRef("pk"), day=TruncDate(Now(), tzinfo=UTC))
    spent = Coalesce(Subquery(today.values("tokens")[:1]), 0)
    rows = District.objects.annotate(spent=spent).order_by("code")
    return list(rows.values_list("code", "spent", "tokens_per_day_max"))
