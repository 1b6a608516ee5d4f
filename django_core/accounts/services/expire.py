"""Forgetting what is past its time: codes, tries, sessions (S29)."""

from datetime import timedelta

from django.db.models.functions import Now

from django_core.accounts.models import PhoneCode, SignIn, SignInAttempt

# The limits of a day are counted from these rows, so that they stay for two.
LEDGER_KEPT_FOR = timedelta(days=2)


def proofs_expire() -> int:
    """Delete what is past its time and return how many rows that were."""
    old = Now() - LEDGER_KEPT_FOR
    rows = (
        PhoneCode.objects.filter(created_at__lt=old),
        SignInAttempt.objects.filter(created_at__lt=old),
        SignIn.objects.filter(expire_date__lt=Now()),
    )
    return sum(row.delete()[0] for row in rows)
