"""How often the router was right, as metrics (P33)."""

from dataclasses import dataclass

from django.db import connection

# What people said in 30 days, of the department that the pipeline had chosen.
_LABELS = """
    SELECT district.code, chosen.code, coalesce(analysis.language, ''),
        count(*) FILTER (WHERE label.right_id = analysis.department_id),
        count(*) FILTER (WHERE label.right_id <> analysis.department_id),
        coalesce(avg(analysis.confidence), 0)
    FROM (
        SELECT DISTINCT ON (session_id) session_id, right_id FROM (
            SELECT session_id, right_department_id AS right_id, created_at, 1 AS weight
            FROM feedback_correction
            WHERE undone_at IS NULL AND created_at > now() - interval '30 days'
            UNION ALL
            SELECT session_id, department_id, created_at, 0 FROM feedback_confirmation
            WHERE created_at > now() - interval '30 days') said
        ORDER BY session_id, weight DESC, created_at DESC) label
    JOIN LATERAL (
        SELECT department_id, district_id, language, confidence FROM routing_aianalysis a
        WHERE a.session_id = label.session_id ORDER BY a.created_at DESC LIMIT 1) analysis ON true
    JOIN departments_department chosen ON chosen.uuid = analysis.department_id
    JOIN departments_district district ON district.uuid = analysis.district_id
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class LabelFact:
    """How often people said that a chosen department was right, and wrong, in 30 days.

    ``confidence`` is how sure the router was of them; a calibrated one equals its accuracy.
    """

    district: str
    department: str
    language: str
    right: int
    wrong: int
    confidence: float


def routing_labels() -> list[LabelFact]:
    """Return the labels of the last 30 days; no person looks at these."""
    with connection.cursor() as cursor:
        cursor.execute(_LABELS)
        return [LabelFact(*row) for row in cursor.fetchall()]
