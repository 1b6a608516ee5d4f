"""What is known of each Gemini model, as data: how it thinks, and who follows when it retires.

Thought tokens count against a model's output limit, so the thinking is bounded beside the visible
answer: without that an answer of 500 tokens can come back empty.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelProfile:
    """One model: either a thinking budget in tokens or, from version 3.5 on, a level.

    ``thoughts_max_tokens`` is the room given to thinking beside the visible answer.
    """

    thinking_budget: int | None = None
    thinking_level: str | None = None
    thoughts_max_tokens: int = 2_048
    successor: str | None = None


# 2.5-pro refuses a budget under 128; both 2.5 models are announced to retire on 2026-12-01.
MODEL_PROFILES: dict[str, ModelProfile] = {
    "gemini-2.5-pro": ModelProfile(
        thinking_budget=512, thoughts_max_tokens=512, successor="gemini-3.8-flash"
    ),
    "gemini-2.5-flash": ModelProfile(
        thinking_budget=0, thoughts_max_tokens=0, successor="gemini-3.5-flash-lite"
    ),
    "gemini-3.8-flash": ModelProfile(thinking_level="LOW", successor="gemini-3.5-flash-lite"),
    "gemini-3.5-flash-lite": ModelProfile(thinking_level="MINIMAL", thoughts_max_tokens=1_024),
}


def profile_of(model: str) -> ModelProfile:
    """Return what is known of a model; one nobody knows thinks as it likes."""
    return MODEL_PROFILES.get(model, ModelProfile())
