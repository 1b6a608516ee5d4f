"""The admin site opens for superusers only and changes nothing (S5)."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.auth.models import Group
from django.urls import reverse

from django_core.accounts.models import SecondFactor, User
from django_core.accounts.services import second_factor_set
from django_core.audit.models import AuditEntry
from django_core.departments.models import Membership
from tests.factories import people
from tests.factories.messages import jobs_run, routed, submit

OURS = [
    model for model in apps.get_models() if admin.site.is_registered(model) and model is not Group
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_superuser_reads_every_page(model, client, superuser, citizen, water, graph):
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    client.force_login(superuser)
    path = reverse(admin_urlname(model._meta, "changelist"))  # noqa: SLF001  # Django's own way
    assert client.get(path).status_code == 200
    is_made_there = model in (User, Membership)  # By a service.
    expected = 200 if is_made_there else 403
    assert client.get(f"{path}add/").status_code == expected
    for row in model.objects.all()[:1]:
        assert client.get(f"{path}{row.pk}/change/").status_code == 200


def test_nobody_else_enters(client, citizen, staff, operator):
    for user in (citizen, staff, operator):
        client.force_login(user)
        assert client.get("/admin/").status_code == 302


def test_superuser_says_who_works_where(client, superuser, staff, water, roads, citizen):
    client.force_login(superuser)
    add = "/admin/departments/membership/add/"
    refused = client.post(add, {"user": str(citizen.pk), "department": str(roads.pk)})
    assert refused.status_code == 200  # The form again.
    assert client.post(add, {"user": str(staff.pk), "department": str(roads.pk)}).status_code == 302
    assert set(staff.memberships.values_list("department", flat=True)) == {water.pk, roads.pk}

    row = Membership.objects.get(user=staff, department=water)
    chosen = {"action": "end", "_selected_action": str(row.pk)}
    assert client.post("/admin/departments/membership/", chosen).status_code == 302

    assert list(staff.memberships.values_list("department", flat=True)) == [roads.pk]
    actions = AuditEntry.objects.filter(subject_uuid=staff.pk).values_list("action", flat=True)
    assert {"MEMBERSHIP_ADDED", "MEMBERSHIP_ENDED"} <= set(actions)


def test_member_of_staff_works_in_the_own_district_only(client, superuser, staff):
    elsewhere = people.department_make(people.district_make(code="other", prefix="OT"))
    client.force_login(superuser)
    body = {"user": str(staff.pk), "department": str(elsewhere.pk)}
    answer = client.post("/admin/departments/membership/add/", body)
    assert answer.status_code == 200
    assert not Membership.objects.filter(department=elsewhere).exists()


def test_superuser_switches_people_off_and_on_and_takes_a_lost_factor_away(
    client, superuser, staff
):
    second_factor_set(staff)
    client.force_login(superuser)

    def act(action, person):
        chosen = {"action": action, "_selected_action": str(person.pk)}
        assert client.post("/admin/accounts/user/", chosen).status_code == 302
        person.refresh_from_db()
        return person.is_active

    assert [act(action, staff) for action in ("switch_off", "switch_on")] == [False, True]
    assert act("switch_off", superuser) is True  # Nobody locks themselves out.
    act("second_factor_remove", staff)
    assert not SecondFactor.objects.exists()
