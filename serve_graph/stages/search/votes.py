"""Examples: how far a corrected text moves the probability of a text that is like it (P30).

The similarity of two messages and that of a message to a description are different scales, so an
example never competes with descriptions.  It counts by how sure it is that so similar a message
belongs to the same department, and moves that much of the probability there; one that is not
similar enough changes nothing at all.
"""

from collections.abc import Mapping

# Cosine of the n-grams of two messages: unrelated ones reach .42 in 5 %, .51 in 1 % of cases.
_WORDS_GATE = (0.42, 0.60)
# Cosine of the meaning by the offline model: unrelated messages reach .956 in 1 % of cases.
_MEANING_GATE = (0.96, 0.975)
_MEANING_NEEDS_WORDS = 0.30
_SUREST = 0.97


def vote_of(*, words: float, meaning: float | None) -> float:
    """Return how sure it is that an example decides a text, from their two cosines.

    ``meaning`` counts for the offline model only: it is ``None`` for any other.
    """
    vote = _ramp(words, _WORDS_GATE)
    if meaning is not None and words >= _MEANING_NEEDS_WORDS:
        vote = max(vote, _ramp(meaning, _MEANING_GATE))
    return _SUREST * vote


def shifted(probabilities: Mapping[str, float], votes: Mapping[str, float]) -> dict[str, float]:
    """Move as much probability as the surest example says to the departments of the examples."""
    total = sum(vote**2 for vote in votes.values())
    if not total:
        return dict(probabilities)
    moved = max(votes.values())
    return {
        code: (1.0 - moved) * probability + moved * votes.get(code, 0.0) ** 2 / total
        for code, probability in probabilities.items()
    }


def _ramp(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return min(1.0, max(0.0, (value - low) / (high - low)))
