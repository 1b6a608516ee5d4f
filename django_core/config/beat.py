"""When beat rings: one beat at a time, and by a clock that nobody sets (F11, F18)."""

import time
from typing import Any

from redbeat import RedBeatScheduler  # type: ignore[import-untyped]  # it ships no types
from typing_extensions import override


class SteadyScheduler(RedBeatScheduler):  # type: ignore[misc]  # its base has no types
    """Lets redbeat's lock choose the beat, and counts the seconds between two rings itself.

    redbeat keeps in Redis when each entry ran, by the wall clock of that beat: after a beat whose
    clock was a day ahead, nothing was due for a day.  What rings is safe to ring too often, so
    that a new beat rings everything at once and remembers nothing.
    """

    @override
    def setup_schedule(self) -> None:
        """Take the entries of the settings, all of them due now."""
        schedule: dict[str, dict[str, Any]] = self.app.conf.beat_schedule
        self._entries = {name: self._maybe_entry(name, told) for name, told in schedule.items()}
        self._due_at_s = dict.fromkeys(schedule, time.monotonic())

    @property
    @override
    def schedule(self) -> dict[str, Any]:
        """Return the entries by their names."""
        return self._entries

    @override
    def tick(self, *_args: object, **_kwargs: object) -> float:
        """Keep the lock, ring what is due, and return for how many seconds to sleep."""
        self.lock.extend(int(self.lock_timeout))
        for name, entry in self._entries.items():
            if self._due_at_s[name] <= time.monotonic():
                self._due_at_s[name] = time.monotonic() + entry.schedule.run_every.total_seconds()
                self.apply_entry(entry, producer=self.producer)
        left_s = min(self._due_at_s.values()) - time.monotonic()
        return float(min(max(left_s, 0.0), self.max_interval))
