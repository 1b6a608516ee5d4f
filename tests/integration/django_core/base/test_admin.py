"""The admin site opens for superusers only and changes nothing (S5)."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.auth.models import Group
from django.urls import reverse

from django_core.accounts.models import User
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
    expected = 200 if model is User else 403  # Officials are made there, by a service.
    assert client.get(f"{path}add/").status_code == expected
    for row in model.objects.all()[:1]:
        assert client.get(f"{path}{row.pk}/change/").status_code == 200


def test_nobody_else_enters(client, citizen, staff, operator):
    for user in (citizen, staff, operator):
        client.force_login(user)
        assert client.get("/admin/").status_code == 302
