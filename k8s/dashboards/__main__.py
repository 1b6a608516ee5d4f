"""k8s.dashboards: ``make dashboards``: writes every dashboard into the chart."""

import sys
from pathlib import Path

from k8s.dashboards.model import Board
from k8s.dashboards.render import BOARDS, board_render

FOLDER = Path(__file__).resolve().parents[2] / "helm" / "civicconnect" / "files" / "dashboards"


def board_path(board: Board) -> Path:
    """Return where the chart keeps a dashboard."""
    return FOLDER / f"{board.uid}.json"


def main() -> int:
    """Write all dashboards, and remove those that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in set(FOLDER.glob("*.json")) - {board_path(board) for board in BOARDS}:
        old.unlink()
    for board in BOARDS:
        board_path(board).write_text(board_render(board), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
