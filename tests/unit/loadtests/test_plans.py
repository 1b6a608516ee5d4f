"""Scenarios and thresholds are data that is checked when it is read; load stays on this machine."""

import itertools

import pytest
from pydantic import ValidationError

from loadtests.corpus import attacks_read, honest_read, texts
from loadtests.guard import ForeignHost, target_check
from loadtests.people import server_timing_read
from loadtests.scenario import Corpus, Scenario, Voice, scenario_names, scenario_read
from loadtests.thresholds import Bound, judge, thresholds_read

WANTED = {
    *("smoke", "steady", "sweep", "sweep-cached", "spike", "soak", "duplicates", "injections"),
    *("languages", "slow-model", "refusing-model", "model-down", "qdrant-down"),
    *("replica-killed", "worker-killed", "redis-flushed", "postgres-restarted"),
}


def test_every_scenario_can_be_read():
    assert set(scenario_names()) >= WANTED
    for name in scenario_names():
        scenario = scenario_read(name)
        assert scenario.all_phases
        assert thresholds_read().of(name)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phases": []}, "either phases or a sweep"),
        ({"phases": [{"rate_per_s": 1_000, "seconds": 3_600}]}, "larger than any run may be"),
        ({"phases": [{"rate_per_s": 1, "seconds": 1}], "speed": 9}, "Extra inputs"),
        (
            {
                "phases": [{"rate_per_s": 1, "seconds": 1}],
                "faults": [{"trouble": "model_down", "at_s": 0}],
            },
            "needs a model",
        ),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        Scenario.model_validate({"name": "wrong", "says": "", **wrong})


def test_a_corpus_keeps_to_its_shares_and_its_seed():
    corpus = Corpus(voices={Voice.RU: 1, Voice.UZ_CYRILLIC: 3}, injection_share=0.2)
    found = list(itertools.islice(texts(corpus, seed=5), 2_000))
    assert sum(one.is_attack for one in found) == pytest.approx(400, rel=0.2)
    russian = honest_read()[Voice.RU]
    honest = [one.words for one in found if not one.is_attack]
    is_russian = sum(words.rpartition(" (")[0] in russian for words in honest)
    assert is_russian == pytest.approx(400, rel=0.2)
    assert len(set(honest)) == len(honest)
    assert found == list(itertools.islice(texts(corpus, seed=5), 2_000))
    assert attacks_read()


def test_texts_that_may_be_known_repeat():
    known = {one.words for one in itertools.islice(texts(Corpus(is_fresh=False), seed=1), 500)}
    assert len(known) <= sum(len(found) for found in honest_read().values())


@pytest.mark.parametrize(
    "url",
    ["http://192.168.1.4:8000", "https://example.com", "http://10.0.0.1", "http://0.0.0.0:80"],
)
def test_no_other_machine_is_loaded_unless_somebody_says_that_it_is_theirs(url, monkeypatch):
    def looked_up(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        address = "93.184.216.34" if host == "example.com" else host
        return [(None, None, None, "", (address, 0))]

    monkeypatch.setattr("loadtests.guard.socket.getaddrinfo", looked_up)
    with pytest.raises(ForeignHost):
        target_check(url)
    assert target_check(url + "/", is_cluster_allowed=True) == url


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://[::1]:8000"])
def test_this_machine_may_be_loaded(url):
    assert target_check(url) == url.rstrip("/")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "127.0.0.1:8000", ""])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ForeignHost):
        target_check(url, is_cluster_allowed=True)


def test_a_threshold_that_is_broken_or_was_not_measured_is_not_met():
    bounds = {"fast": Bound(at_most=100), "many": Bound(at_least=25), "gone": Bound(at_most=0)}
    judged = judge({"fast": 100.1, "many": 25.0}, bounds)
    assert {one.name: one.is_met for one in judged} == {"fast": False, "many": True, "gone": False}


def test_a_threshold_without_a_bound_is_refused():
    with pytest.raises(ValidationError):
        Bound()


def test_server_timing_is_read_in_seconds():
    assert server_timing_read("app;dur=4.5, search-wait;dur=0.2, odd") == {
        "app": pytest.approx(0.0045),
        "search-wait": pytest.approx(0.0002),
    }
    assert server_timing_read("") == {}
