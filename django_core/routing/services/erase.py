"""Forgetting what the pipeline said in words; figures and choices stay (S29)."""

import uuid

from django_core.routing.models import AIAnalysis, InjectionLog


def routing_erase(citizen_uuid: uuid.UUID) -> None:
    """Empty the reasons that may quote a citizen."""
    AIAnalysis.objects.filter(session__citizen=citizen_uuid).update(reason="")
    InjectionLog.objects.filter(citizen=citizen_uuid).update(decision_reason="")
