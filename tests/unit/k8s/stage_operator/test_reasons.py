import ast
from collections.abc import Iterator

from k8s.stage_operator.serve_client import _REFUSALS
from tests.servers import ROOT

RAISED = {"EndpointUnreachable", "ScaleRefused", "SpecInvalid"}


def reasons() -> Iterator[str]:
    """Return every reason that the code gives to a condition."""
    yield from _REFUSALS.values()
    for path in (ROOT / "k8s/stage_operator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            place = 0 if name in RAISED else 2 if name == "Said" else None
            if isinstance(node, ast.Call) and place is not None:
                given = node.args[place]
                if isinstance(given, ast.Constant):
                    yield str(given.value)


def test_page_for_sres_explains_every_reason() -> None:
    page = (ROOT / "docs/stages.md").read_text(encoding="utf-8")
    found = set(reasons()) - {"NotPaused", "ServeAnswers"}  # Nothing is to be done about these.
    assert len(found) > 10
    assert not {reason for reason in found if reason not in page}
