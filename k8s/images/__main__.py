"""``python -m k8s.images [NAME…]``: build images, start each, and say how large they are."""

import argparse
import sys
from pathlib import Path

from k8s.images.bases import BASES, base_ensure
from k8s.images.engine import Engine, EngineError
from k8s.images.probes import PROBES, probe_run

NAMES = ("django", "graph", "operator", "frontend")
FOLDER = Path(__file__).parent


def _line(words: str) -> None:
    print(words, flush=True)  # noqa: T201  # it is the command's answer


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m k8s.images", description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help="; ".join(NAMES))
    parser.add_argument("--version", default="dev", help="the tag of the images")
    parser.add_argument("--no-probe", action="store_true", help="build only")
    return parser.parse_args()


def image_make(engine: Engine, name: str, *, version: str, probes: bool) -> None:
    """Build one image and, unless told otherwise, start what runs in it."""
    tag, dockerfile = f"civicconnect-{name}:{version}", FOLDER / f"{name}.Dockerfile"
    for argument, base in BASES.items():
        if f"${{{argument}}}" in dockerfile.read_text() and base_ensure(engine, base):
            _line(f"  {base.name} stands in by Debian's packages: no registry is reached")
    engine.build(tag, dockerfile=dockerfile)
    _line(f"{tag}: {engine.size_mb(tag):,.0f} MB")
    for what, probe in PROBES.items():
        if probes and probe.image == name:
            done = probe_run(engine, tag, probe)
            _line(
                f"  {what}: read-only root, no network, user 10001; answers after"
                f" {done.answers_after_s:.1f} s, ends after {done.stops_after_s:.1f} s"
                f" with {done.exit_code}"
            )


def main() -> int:
    """Return 0 when every image was built and behaved."""
    told = _arguments()
    try:
        engine = Engine.found()
        for name in told.names:
            image_make(engine, name, version=told.version, probes=not told.no_probe)
    except EngineError as error:
        _line(f"{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
