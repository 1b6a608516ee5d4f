"""The graph's settings: the one module of the graph that reads the environment.

Each variable starts with ``CIVIC_`` (``GEMINI_API_KEY`` is the exception); a secret may also be the
content of the file that ``<NAME>_FILE`` names.  What belongs to the graph alone starts with
``CIVIC_GRAPH_``, so that a variable nobody knows is a typing mistake and is named at start.
"""

import os
from pathlib import Path
from typing import Any, Self

from pydantic import AliasChoices, Field, HttpUrl, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

PREFIX = "CIVIC_"
OWN_PREFIX = "CIVIC_GRAPH_"
# By these Django finds the graph and the dev stack starts it; one machine has one environment.
_SET_FOR_OTHERS = frozenset({"CIVIC_GRAPH_URL", "CIVIC_GRAPH_PROFILE"})


class SettingsInvalid(Exception):  # noqa: N818  # it names the fact, like the other errors
    """The environment is not usable; the message names every variable that is wrong."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        super().__init__(complaints)
        self.complaints = complaints

    @override
    def __str__(self) -> str:
        return "; ".join(self.complaints)


class GraphSettings(BaseSettings):
    """Where the graph's neighbours are, its secrets, and its limits until they are changed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    service_key: SecretStr = Field(
        min_length=32, description="Key shared with Django; signs callbacks, checks their calls."
    )
    qdrant_url: HttpUrl = Field(
        default=HttpUrl("http://127.0.0.1:6333"), description="URL of the search index."
    )
    qdrant_api_key: SecretStr | None = Field(default=None, description="Key of the search index.")
    callback_url: HttpUrl | None = Field(
        default=None, description="Base URL of Django; without it no outcome is called back."
    )
    gemini_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("GEMINI_API_KEY"),
        description="Key of Gemini; without it the offline models answer.",
    )
    gemini_base_url: HttpUrl | None = Field(
        default=None, description="URL of Gemini, when it is not Google's own."
    )
    graph_embedding_model: str = Field(
        default="gemini-embedding-001", description="Name of the embedding model asked of Gemini."
    )
    graph_embedding_dimensions: int = Field(
        default=768, ge=128, le=3072, description="Numbers in one vector of Gemini; count."
    )
    graph_confidence_threshold: float = Field(
        default=0.6, ge=0, le=1, description="Below it an operator decides (P20); probability."
    )
    graph_degraded_threshold: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="From it on the search may decide alone while the model is down (P20).",
    )
    graph_index_timeout_s: float = Field(
        default=5.0, gt=0, le=60, description="Longest wait for one answer of the index; seconds."
    )
    graph_embedding_timeout_s: float = Field(
        default=8.0, gt=0, le=60, description="Longest wait for one embedding call; seconds."
    )
    graph_model_timeout_s: float = Field(
        default=20.0,
        gt=0,
        le=100,
        description="Longest that a model may take for one message, all tries counted; seconds.",
    )
    graph_judge_model: str = Field(
        default="gemini-2.5-flash",
        description="Name of the Gemini model that judges what may be an attack.",
    )
    graph_judge_timeout_s: float = Field(
        default=4.0, gt=0, le=60, description="Longest wait for the judge; seconds."
    )
    graph_learn_deadline_s: float = Field(
        default=60.0, gt=0, le=600, description="Longest a correction may take; seconds."
    )
    graph_departments_deadline_s: float = Field(
        default=300.0, gt=0, le=3600, description="Longest a district may take to index; seconds."
    )
    graph_timings_on: bool = Field(
        default=True, description="Off only to measure what the timings cost (loadtests.timing)."
    )
    graph_body_max_bytes: int = Field(
        default=1_000_000, ge=1_000, description="Largest request body that is read; bytes."
    )

    @classmethod
    def from_environment(cls) -> Self:
        """Return the settings; raises ``SettingsInvalid`` naming every variable that is wrong."""
        unknown = _unknown_variables(cls)
        try:
            settings = cls()  # type: ignore[call-arg]  # the environment has the rest
        except ValidationError as error:
            wrong = tuple(_complaint(cls, item) for item in error.errors(include_input=False))
            raise SettingsInvalid(unknown + wrong) from None
        if unknown:
            raise SettingsInvalid(unknown)
        return settings

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, NonEmptyEnvironment(settings_cls), SecretFiles(settings_cls)


class NonEmptyEnvironment(EnvSettingsSource):
    """The environment, where an empty variable means that it is not set."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls, env_ignore_empty=True)


class SecretFiles(PydanticBaseSettingsSource):
    """Secrets kept in files: ``CIVIC_SERVICE_KEY_FILE`` names the file with the key."""

    @override
    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = variable_name(field_name, field)
        path = os.environ.get(f"{variable}_FILE", "")
        key = variable if field.validation_alias else field_name
        if not path or "SecretStr" not in str(field.annotation):
            return None, key, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), key, False
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsInvalid((f"{variable}_FILE: cannot be read",)) from error

    @override
    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields.items()
        found = [self.get_field_value(field, name) for name, field in fields]
        return {key: value for value, key, _ in found if value is not None}


def variable_name(field_name: str, field: FieldInfo) -> str:
    """Return the environment variable of a field."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"{PREFIX}{field_name.upper()}"


def _unknown_variables(settings_cls: type[BaseSettings]) -> tuple[str, ...]:
    fields = settings_cls.model_fields.items()
    known = {variable_name(name, field) for name, field in fields} | _SET_FOR_OTHERS
    return tuple(
        f"{name}: no such setting"
        for name in sorted(os.environ)
        if name.startswith(OWN_PREFIX) and name not in known
    )


def _complaint(settings_cls: type[BaseSettings], item: Any) -> str:  # noqa: ANN401  # pydantic's ErrorDetails
    field_name = str(item["loc"][0])
    field = settings_cls.model_fields.get(field_name)
    name = variable_name(field_name, field) if field else field_name
    return f"{name}: {item['msg']}"
