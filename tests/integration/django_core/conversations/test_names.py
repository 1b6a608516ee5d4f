"""Who is named to whom: owners, authors, departments in both languages, how sure the router was."""

from django_core.conversations.models import Session


def detail(client_of, viewer, session):
    return client_of(viewer).get(f"/api/v1/sessions/{session.pk}").json()


def test_officials_know_their_own_sessions_by_id_and_citizens_are_not_told_it(
    citizen, staff, operator, talking, client_of
):
    owners = [detail(client_of, who, talking)["staff_uuid"] for who in (staff, operator, citizen)]
    assert owners == [str(staff.pk), str(staff.pk), None]
    assert detail(client_of, citizen, talking)["staff"] == staff.username


def test_messages_of_officials_carry_their_author_and_a_citizens_does_not(
    citizen, staff, operator, talking, client_of, act
):
    act(operator, talking, "notes", text="Позвонить в аварийную")
    names = [one["author"] for one in detail(client_of, staff, talking)["messages"]]
    assert names == [None, staff.username, operator.username]
    names = [one["author"] for one in detail(client_of, citizen, talking)["messages"]]
    assert names == [None, staff.username]


def test_a_department_is_named_in_each_language(citizen, talking, water, client_of):
    told = detail(client_of, citizen, talking)["department"]
    names = {text.language: text.name for text in water.texts.all()}
    assert told["names"] == names
    assert len(names) > 1
    assert told["name"] == names[citizen.language[:2]]


def test_staff_are_told_their_departments_when_they_sign_in(staff, citizen, client_of):
    me = {who: client_of(who).get("/api/v1/auth/me").json() for who in (staff, citizen)}
    assert [me[who]["departments"] for who in (staff, citizen)] == [["water_sewer"], []]


def test_lists_tell_officials_how_sure_the_router_was(citizen, staff, talking, client_of):
    Session.objects.filter(pk=talking.pk).update(confidence=0.75)
    rows = [client_of(who).get("/api/v1/sessions").json()["results"] for who in (staff, citizen)]
    assert [row["confidence"] for (row,) in rows] == [0.75, None]
