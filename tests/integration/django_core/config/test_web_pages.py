"""The web's pages beside the API: their headers, what browsers may keep, and what is not there."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(settings, tmp_path) -> Client:
    for name, text in {
        "index.html": "<html>start",
        "404.html": "<html>nothing here",
        "uz/index.html": "<html>bosh sahifa",
        "_next/static/a1.js": "1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings.WEB_ROOT = settings.WHITENOISE_ROOT = str(tmp_path)
    return Client(headers={"Accept": "text/html"})


def text_of(answer) -> str:
    content = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(content).decode()


def test_pages_are_served_in_folders_and_cannot_be_framed(browser):
    answer = browser.get("/uz/")
    assert (answer.status_code, text_of(answer)) == (200, "<html>bosh sahifa")
    assert answer["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-cache"
    assert text_of(browser.get("/")) == "<html>start"


def test_files_that_never_change_are_kept_for_ever(browser):
    answer = browser.get("/_next/static/a1.js")
    assert "immutable" in answer["Cache-Control"]
    assert "Content-Security-Policy" not in answer
    answer.close()


def test_what_is_not_there_is_a_page_to_people_and_json_to_machines(browser):
    page = browser.get("/uz/nothing/")
    assert (page.status_code, text_of(page)) == (404, "<html>nothing here")
    for path, accept in (("/api/v1/nothing", "text/html"), ("/uz/x/", "application/json")):
        answer = browser.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_without_pages_the_api_stands_alone(client):
    answer = client.get("/uz/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
