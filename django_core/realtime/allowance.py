"""How much one socket may say: a bucket of frames that fills at a steady rate."""

from dataclasses import dataclass

FRAMES_PER_S = 10.0
FRAMES_AT_ONCE = 40.0
# Frames that were refused; a client that does not understand us is not served for ever.
ERRORS_MAX = 20


@dataclass
class Allowance:
    """Counts what a socket says; times are seconds of a clock that never goes back."""

    at_s: float
    frames: float = FRAMES_AT_ONCE
    errors: int = 0

    def takes(self, *, now_s: float) -> bool:
        """Count a frame and return whether it may be read."""
        filled = self.frames + (now_s - self.at_s) * FRAMES_PER_S
        self.frames, self.at_s = min(filled, FRAMES_AT_ONCE) - 1, now_s
        return self.frames >= 0

    def forgives(self) -> bool:
        """Count a frame that was refused and return whether the socket may stay."""
        self.errors += 1
        return self.errors <= ERRORS_MAX
