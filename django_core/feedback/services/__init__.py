"""Correcting the router and teaching it."""

from django_core.feedback.services.confirm import session_confirm, session_route_by_hand
from django_core.feedback.services.correct import CorrectionAsked, session_correct
from django_core.feedback.services.erase import feedback_erase
from django_core.feedback.services.rebuild import Rebuilt, index_rebuild
from django_core.feedback.services.review import (
    Undone,
    correction_approve,
    correction_undo,
    corrections_undo_of,
)
from django_core.feedback.services.teach import TEACH_HANDLER, TEACH_JOB, correction_teach

__all__ = [
    "TEACH_HANDLER",
    "TEACH_JOB",
    "CorrectionAsked",
    "Rebuilt",
    "Undone",
    "correction_approve",
    "correction_teach",
    "correction_undo",
    "corrections_undo_of",
    "feedback_erase",
    "index_rebuild",
    "session_confirm",
    "session_correct",
    "session_route_by_hand",
]
