"""People, how they prove who they are, and where they are signed in."""

from django_core.accounts.models.codes import PhoneCode, SmsState
from django_core.accounts.models.people import User, UserKind, UserLanguage
from django_core.accounts.models.proofs import RecoveryCode, SecondFactor, SignInAttempt
from django_core.accounts.models.signin import SignIn

__all__ = [
    "PhoneCode",
    "RecoveryCode",
    "SecondFactor",
    "SignIn",
    "SignInAttempt",
    "SmsState",
    "User",
    "UserKind",
    "UserLanguage",
]
