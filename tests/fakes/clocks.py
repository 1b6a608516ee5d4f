"""Processes whose clock is wrong: libfaketime comes with the packages, no machine is without it."""

from pathlib import Path

import libfaketime

LIBRARY = Path(libfaketime.__file__).parent / "vendor/libfaketime/src/libfaketime.so.1"


def skewed(skew: str) -> dict[str, str]:
    """Return what a process is told so that its clock differs, such as by ``+25h``."""
    return {"LD_PRELOAD": str(LIBRARY), "FAKETIME": skew, "DONT_FAKE_MONOTONIC": "1"}
