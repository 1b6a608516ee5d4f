"""Commands that fill a new installation, again and again with the same result."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from django_core.accounts.models import User
from django_core.departments.models import Department, DepartmentText, Membership

pytestmark = pytest.mark.django_db
FILE = Path(settings.BASE_DIR) / "departments" / "data" / "departments.json"


def test_district_is_loaded_twice_with_the_same_ids(capsys):
    call_command("district_load", FILE)
    ids = set(Department.objects.values_list("uuid", flat=True))
    call_command("district_load", FILE)
    assert set(Department.objects.values_list("uuid", flat=True)) == ids
    assert (len(ids), DepartmentText.objects.count()) == (16, 32)


def test_file_that_is_wrong_loads_nothing(tmp_path):
    wrong = tmp_path / "departments.json"
    wrong.write_text(json.dumps([{"code": "Bad Code"}]), encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be loaded"):
        call_command("district_load", wrong)
    assert not Department.objects.exists()


def test_people_of_every_kind_are_made_once(settings, capsys):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEV_PASSWORD = "a-password-of-a-test"  # noqa: S105  # nobody real has it
    call_command("district_load", FILE)
    for _ in range(2):
        call_command("dev_seed")
    names = set(User.objects.values_list("name", flat=True))
    assert (User.objects.count(), len(names)) == (100 + 16 + 2, 100 + 16 + 2)
    assert Membership.objects.count() == 16
    assert check_password(settings.DEV_PASSWORD, User.objects.get(username="citizen007").password)


def test_nobody_is_made_without_a_password(settings):
    settings.DEV_PASSWORD = ""
    with pytest.raises(CommandError, match="CIVIC_DEV_PASSWORD"):
        call_command("dev_seed")


def test_departments_reach_the_index(graph, capsys):
    call_command("district_load", FILE)
    call_command("departments_index")
    (call,) = graph.calls
    assert (call.path, call.body["district"]) == ("/v1/departments", "yunusobod")
    assert len(call.body["departments"]) == 16
    texts = call.body["departments"][0]["texts"]
    assert len(texts) == 2
    assert all(len(text["wordings"]) >= 20 for text in texts)


def test_index_that_is_away_is_said(graph):
    call_command("district_load", FILE)
    graph.learn_status = 503
    with pytest.raises(CommandError, match="GRAPH_AWAY_503"):
        call_command("departments_index")
