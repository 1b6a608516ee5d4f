"""What the pipeline saw, chose and cost."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override

from django_core.conversations.models import Message, Session
from django_core.departments.models import Department, District


class OutcomeKind(models.TextChoices):
    """How a run ended."""

    ROUTED = "ROUTED"
    INJECTION = "INJECTION"
    UNSURE = "UNSURE"
    FAILED = "FAILED"


class OutcomeSource(models.TextChoices):
    """Which way an outcome came."""

    REPLY = "REPLY"
    CALLBACK = "CALLBACK"


class PipelineAttempt(models.Model):
    """One call of the graph: when, with which fence, how it ended."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="attempts")
    message = models.ForeignKey(Message, models.PROTECT, related_name="attempts")
    job_uuid = models.UUIDField()
    attempt = models.PositiveSmallIntegerField()
    fence = models.PositiveIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    outcome_kind = models.CharField(max_length=10, choices=OutcomeKind.choices, default="")
    outcome_source = models.CharField(max_length=10, choices=OutcomeSource.choices, default="")
    error_code = models.CharField(max_length=64, default="")
    timings = models.JSONField(default=list)
    # What the graph was asked with, and the trace that the call is part of.
    temperature = models.FloatField(null=True)
    max_tokens = models.PositiveIntegerField(null=True)
    confidence_threshold = models.FloatField(null=True)
    trace_id = models.CharField(max_length=32, default="", db_default="")

    class Meta:
        ordering = ("session", "started_at")
        constraints = (
            models.UniqueConstraint(fields=("job_uuid", "fence"), name="attempt_fence_once"),
            models.CheckConstraint(
                condition=Q(outcome_kind="") | Q(outcome_kind__in=OutcomeKind.values),
                name="attempt_outcome_is_known",
            ),
        )
        indexes = (models.Index(fields=("started_at",), name="attempt_by_start"),)

    @override
    def __str__(self) -> str:
        return f"{self.session_id} fence {self.fence}"


class AIAnalysis(models.Model):
    """The outcome of a run as it was applied, at most once per attempt (P19)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="analyses")
    message = models.ForeignKey(Message, models.PROTECT, related_name="analyses")
    attempt = models.OneToOneField(PipelineAttempt, models.PROTECT, related_name="analysis")
    kind = models.CharField(max_length=10, choices=OutcomeKind.choices)
    candidates = models.JSONField(default=list)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="analyses")
    confidence = models.FloatField(null=True)
    reason = models.TextField(default="")
    reason_code = models.CharField(max_length=40, default="")
    is_degraded = models.BooleanField(default=False)
    risk_score = models.FloatField(null=True)
    language = models.CharField(max_length=2, default="")
    script = models.CharField(max_length=4, default="")
    model_asked = models.CharField(max_length=100)
    model_answered = models.CharField(max_length=100, default="")
    prompt_version = models.CharField(max_length=64, default="")
    index_version = models.CharField(max_length=64, default="")
    voter_ids = ArrayField(models.UUIDField(), default=list)
    timings = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("session", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=OutcomeKind.values), name="analysis_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.ROUTED) | Q(department__isnull=False),
                name="analysis_routed_has_department",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0.0, confidence__lte=1.0),
                name="analysis_confidence_is_probability",
            ),
        )
        verbose_name_plural = "AI analyses"

    @override
    def __str__(self) -> str:
        return f"{self.session_id} {self.kind}"


class ModelSpend(models.Model):
    """The tokens that a district's models have cost on one day, by the database's clock (S27)."""

    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    day = models.DateField()
    tokens = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("district", "day")
        constraints = (
            models.UniqueConstraint(fields=("district", "day"), name="model_spend_once_per_day"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.district_id} {self.day}"


class InjectionVerdict(models.TextChoices):
    """What a superuser decided about a quarantined message (P21)."""

    PENDING = "PENDING"
    RELEASED = "RELEASED"
    REJECTED = "REJECTED"


class InjectionLog(models.Model):
    """A message that was set aside: risk, what matched, what a person decided (P21)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="injection_logs")
    message = models.ForeignKey(Message, models.PROTECT, related_name="injection_logs")
    citizen = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    attempt = models.OneToOneField(PipelineAttempt, models.PROTECT, related_name="injection_log")
    risk_score = models.FloatField()
    matched = ArrayField(models.CharField(max_length=200), default=list)
    verdict = models.CharField(
        max_length=10, choices=InjectionVerdict.choices, default=InjectionVerdict.PENDING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "uuid")
        constraints = (
            models.CheckConstraint(
                condition=Q(risk_score__gte=0.0, risk_score__lte=1.0),
                name="injection_risk_is_probability",
            ),
            models.CheckConstraint(
                condition=Q(verdict=InjectionVerdict.PENDING, decided_at__isnull=True)
                | (
                    Q(verdict__in=(InjectionVerdict.RELEASED, InjectionVerdict.REJECTED))
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="injection_decision_has_author",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_id} {self.verdict}"


class CallbackToken(models.Model):
    """The one-time id of a callback's token, remembered while the token could be valid (S8)."""

    jti = models.UUIDField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("expires_at",)

    @override
    def __str__(self) -> str:
        return str(self.jti)
