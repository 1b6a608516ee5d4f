"""What the graph says beside its reply, signed: an outcome, believed once (S8), and progress."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from django_core.base.errors import Invalid, Unauthenticated
from django_core.base.postgres.prepared import Prepared, run_later
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.services import progress_tell
from django_core.realtime.events import Step
from django_core.routing.models import CallbackToken, OutcomeSource, PipelineAttempt
from django_core.routing.services.outcome import outcome_record
from serve_graph.contract import Outcome
from serve_graph.contract_progress import Progress
from serve_graph.signing import AUDIENCE_DJANGO, Claims, SignatureInvalid, verify

_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_SCHEME = "bearer"
# Longer than clocks may differ, so that no token is forgotten while it could be believed.
_REMEMBERED = timedelta(minutes=5)
# A token that was used before ends the transaction.
_TOKEN = Prepared(
    name="civic_callback_token",
    sql="INSERT INTO routing_callbacktoken (jti, expires_at) VALUES (%(jti)s, %(expires_at)s)",
    types={"jti": "uuid", "expires_at": "timestamptz"},
)


class CallbackRefused(Unauthenticated):
    """The token does not prove that the graph said this now."""


class OutcomeInvalid(Invalid):
    """The body is not an outcome."""


class ProgressInvalid(Invalid):
    """The body does not say how far a run got."""


def outcome_receive(*, authorization: str, body: bytes) -> bool:
    """Verify a callback, remember its token and record its outcome; returns whether it applied.

    Raises ``CallbackRefused`` and ``OutcomeInvalid``; then nothing has changed.
    """
    claims = _claims(authorization, body)
    try:
        outcome = _OUTCOME.validate_json(body)
    except ValidationError as error:
        raise OutcomeInvalid("OUTCOME_INVALID", _("This is not an outcome.")) from error
    try:
        with system_acts(), transaction.atomic():
            run_later(_TOKEN.call(jti=claims.jti, expires_at=claims.expires_at))
            return outcome_record(outcome, source=OutcomeSource.CALLBACK)
    except IntegrityError as error:
        if CallbackToken.objects.filter(pk=claims.jti).exists():
            raise CallbackRefused("TOKEN_REPLAYED", _("The token was used before.")) from error
        raise


def progress_receive(*, authorization: str, body: bytes) -> bool:
    """Verify how far a run got and tell who looks at its session (P8); returns whether it was told.

    Nothing is kept of it, not even the token: said twice it shows the same.  An attempt that is
    over tells nothing.  Raises ``CallbackRefused`` and ``ProgressInvalid``.
    """
    _claims(authorization, body)
    try:
        progress = Progress.model_validate_json(body)
    except ValidationError as error:
        raise ProgressInvalid("PROGRESS_INVALID", _("This cannot be read.")) from error
    with system_acts(), transaction.atomic():
        attempts = PipelineAttempt.objects.filter(
            message=progress.message_uuid,
            fence=progress.fence,
            ended_at=None,
            session__status=SessionStatus.ROUTING,
        )
        attempt = attempts.select_related("session").first()
        if attempt is not None:
            progress_tell(attempt.session, step=Step(progress.step))
    return attempt is not None


def callback_tokens_expire() -> int:
    """Forget the tokens that have expired and return how many."""
    deleted, _by_model = CallbackToken.objects.filter(expires_at__lt=Now() - _REMEMBERED).delete()
    return deleted


def _claims(authorization: str, body: bytes) -> Claims:
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != _SCHEME or not token:
        raise CallbackRefused("TOKEN_MISSING", _("A signed token is needed."))
    try:
        return verify(
            key=settings.SERVICE_KEY, audience=AUDIENCE_DJANGO, body=body, token=token.strip()
        )
    except SignatureInvalid as error:
        raise CallbackRefused(error.code, _("The token is not valid.")) from error
