"""Correcting the router and teaching it."""

from django_core.feedback.services.confirm import session_confirm, session_route_by_hand
from django_core.feedback.services.correct import CorrectionAsked, session_correct
from django_core.feedback.services.teach import TEACH_HANDLER, TEACH_JOB, correction_teach

__all__ = [
    "TEACH_HANDLER",
    "TEACH_JOB",
    "CorrectionAsked",
    "correction_teach",
    "session_confirm",
    "session_correct",
    "session_route_by_hand",
]
