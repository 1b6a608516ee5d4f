from collections import Counter

from k8s.devstack.smoke import TEXTS, stage_seconds, texts_read


def test_the_smoke_texts_are_sixty_in_three_scripts_and_five_attacks():
    labelled, attacks = texts_read(TEXTS)
    groups = Counter(item.group for item in labelled)
    assert groups == {"ru cyrl": 26, "uz latn": 20, "uz cyrl": 14}
    assert len(attacks) == 5
    assert len({item.department for item in labelled}) == 16


def test_a_stage_took_its_waiting_and_its_work():
    assert stage_seconds({"queue_wait_s": 1.0, "batch_wait_s": 0.5, "service_s": 2.0}) == 3.5
