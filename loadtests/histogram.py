"""loadtests: latencies in a histogram of high dynamic range: three digits from 1 µs to an hour."""

from collections.abc import Iterable, Iterator

from hdrh.histogram import HdrHistogram  # type: ignore[import-untyped]  # it ships no types

_UNIT_S = 1e-6
_HOUR = 3_600_000_000
_DIGITS = 3


class Latencies:
    """Durations, of which any quantile can be asked."""

    def __init__(self, durations_s: Iterable[float] = ()) -> None:
        self._histogram = HdrHistogram(1, _HOUR, _DIGITS)
        for duration_s in durations_s:
            self.add(duration_s)

    def __len__(self) -> int:
        return int(self._histogram.get_total_count())

    def add(self, duration_s: float) -> None:
        """Take one duration in; what is longer than an hour counts as an hour."""
        self._histogram.record_value(min(max(int(duration_s / _UNIT_S), 1), _HOUR))

    def quantile_s(self, share: float) -> float:
        """Return the duration that this share did not exceed; zero when there is none."""
        if not len(self):
            return 0.0
        return float(self._histogram.get_value_at_percentile(share * 100)) * _UNIT_S

    def curve(self) -> Iterator[tuple[float, float]]:
        """Yield (share, duration in seconds), closer and closer to all of them."""
        share = 0.0
        while share < 1 - 1 / max(len(self), 2):
            yield share, self.quantile_s(share)
            share += (1 - share) / 12
        yield 1.0, self.quantile_s(1.0)
