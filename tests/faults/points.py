"""G6 for the real graph: the example points of the index are the corrections of the database."""

from typing import Any
from uuid import UUID

import httpx

from serve_graph.stages.learning import example_id
from tests.faults.stack import FaultStack


def points_check(stack: FaultStack, began_at: object) -> list[str]:
    """Return what is wrong with the points of the corrections since then."""
    missing = lesson_points(stack, began_at).items() - example_points(stack).items()
    return [f"G6: {len(missing)} points are missing or of another department"] if missing else []


def lesson_points(stack: FaultStack, began_at: object) -> dict[str, str]:
    """Return the points that the corrections since then must have left: id and department."""
    lessons = stack.lessons(began_at)
    return {str(example_id(UUID(lesson))): code for lesson, code in lessons.items()}


def example_points(stack: FaultStack) -> dict[str, str]:
    """Return the example points of the whole index: id and department."""
    codes = {
        str(code): str(uuid)
        for code, uuid in stack.rows("SELECT code, uuid::text FROM departments_department")
    }
    points: dict[str, str] = {}
    with httpx.Client(base_url=stack.state.urls["qdrant"], timeout=10, trust_env=False) as http:
        names = [row["name"] for row in http.get("/collections").json()["result"]["collections"]]
        for name in names:
            asked: dict[str, Any] = {"limit": 10_000, "with_payload": True, "with_vector": False}
            answer = http.post(f"/collections/{name}/points/scroll", json=asked).json()
            for point in answer["result"]["points"]:
                told = point["payload"]
                if told.get("kind") == "example":
                    points[str(point["id"])] = (
                        told.get("department_id") or codes[told["department"]]
                    )
    return points
