"""Where the labelled texts are: they are not part of the project, so their place is an argument."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXIT_NO_DATA = 66  # EX_NOINPUT


@dataclass(frozen=True)
class Options:
    """The files of a run; ``kept`` holds vectors between runs."""

    routing: Path
    injection: Path
    departments: Path
    kept: Path


def options_read(description: str | None, arguments: list[str] | None = None) -> Options:
    """Return the files; ends the program with a clear word if one is not there."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--routing", type=Path, help="default: routing.jsonl in --data")
    parser.add_argument("--injection", type=Path, help="default: injection.jsonl in --data")
    own = ROOT / "django_core" / "departments" / "data" / "departments.json"
    parser.add_argument("--departments", type=Path, default=own)
    parser.add_argument("--kept", type=Path, default=ROOT / ".devstack" / "vectors.npz")
    read = parser.parse_args(arguments)
    options = Options(
        routing=read.routing or read.data / "routing.jsonl",
        injection=read.injection or read.data / "injection.jsonl",
        departments=read.departments,
        kept=read.kept,
    )
    for path in (options.routing, options.injection, options.departments):
        if not path.is_file():
            sys.stderr.write(f"{path} is not there; say where the labelled texts are: --data DIR\n")
            raise SystemExit(EXIT_NO_DATA)
    return options
