"""Making people, signing them in and out, proving who they are."""

from django_core.accounts.services.codes import (
    CodeAsked,
    code_request,
    code_send,
    code_verify,
    sms_outbox,
)
from django_core.accounts.services.erase import (
    ERASE_HANDLER,
    ERASE_JOB,
    citizen_erase,
    eraser_register,
    legal_hold_set,
)
from django_core.accounts.services.expire import proofs_expire
from django_core.accounts.services.factors import (
    FactorMade,
    second_factor_remove,
    second_factor_set,
)
from django_core.accounts.services.own import (
    password_change,
    second_factor_enrol,
    second_factor_replace,
)
from django_core.accounts.services.people import (
    LEFT_JOB,
    Newcomer,
    Person,
    language_set,
    people_create,
    person_create,
    person_kind_set,
    person_switch_off,
    person_switch_on,
)
from django_core.accounts.services.register import (
    Registration,
    citizen_create,
    citizen_find,
    citizen_register,
    citizen_sign_in,
)
from django_core.accounts.services.sign_in import (
    Credentials,
    credentials_check,
    session_open,
    sign_in,
    sign_in_end,
    sign_ins_end,
    sign_out,
)
from django_core.accounts.services.sms import SMS_HANDLER, SMS_JOB
from django_core.accounts.services.topics import ME_TOPIC

__all__ = [
    "ERASE_HANDLER",
    "ERASE_JOB",
    "LEFT_JOB",
    "ME_TOPIC",
    "SMS_HANDLER",
    "SMS_JOB",
    "CodeAsked",
    "Credentials",
    "FactorMade",
    "Newcomer",
    "Person",
    "Registration",
    "citizen_create",
    "citizen_erase",
    "citizen_find",
    "citizen_register",
    "citizen_sign_in",
    "code_request",
    "code_send",
    "code_verify",
    "credentials_check",
    "eraser_register",
    "language_set",
    "legal_hold_set",
    "password_change",
    "people_create",
    "person_create",
    "person_kind_set",
    "person_switch_off",
    "person_switch_on",
    "proofs_expire",
    "second_factor_enrol",
    "second_factor_remove",
    "second_factor_replace",
    "second_factor_set",
    "session_open",
    "sign_in",
    "sign_in_end",
    "sign_ins_end",
    "sign_out",
    "sms_outbox",
]
