"""A socket may speak in bursts, and steadily, but not more (S15)."""

from django_core.realtime.allowance import ERRORS_MAX, FRAMES_AT_ONCE, FRAMES_PER_S, Allowance


def test_burst_is_taken_and_what_follows_it_is_not():
    allowance = Allowance(at_s=0.0)
    assert all(allowance.takes(now_s=0.0) for _frame in range(int(FRAMES_AT_ONCE)))
    assert not allowance.takes(now_s=0.0)


def test_steady_frames_are_taken_for_ever():
    allowance = Allowance(at_s=0.0)
    assert all(allowance.takes(now_s=number / FRAMES_PER_S) for number in range(1_000))


def test_refused_frames_are_forgiven_a_while():
    allowance = Allowance(at_s=0.0)
    assert all(allowance.forgives() for _frame in range(ERRORS_MAX))
    assert not allowance.forgives()
