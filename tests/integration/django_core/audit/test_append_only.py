"""The audit log cannot be changed, whoever asks (P39)."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from django_core.audit.models import AuditEntry
from django_core.audit.services import Actor, Subject, audit_record
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> AuditEntry:
    audit_record(action="TESTED", subject=Subject("TEST", uuid.uuid4()), actor=Actor(), a=1)
    return AuditEntry.objects.get()


def test_entry_cannot_be_changed(entry):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        AuditEntry.objects.update(action="FORGED")
    assert AuditEntry.objects.get().action == "TESTED"


def test_entry_cannot_be_removed(entry):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [{"action": "FORGED"}, None])
def test_not_even_the_owner_of_the_table_changes_an_entry(entry, change):
    with as_owner(), pytest.raises(IntegrityError, match="append-only"):
        AuditEntry.objects.update(**change) if change else AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().action == "TESTED"
