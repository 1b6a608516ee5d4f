"""One turn of a conversation: what was said to whom at which stage, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django_core.accounts.models import User
from django_core.telegram.bot.answers import Answer
from django_core.telegram.bot.reading import Incoming
from django_core.telegram.models import Chat, Stage
from django_core.telegram.services import ChatChange
from django_core.telegram.texts import say

DEFAULT_LANGUAGE = "uz"


@dataclass(frozen=True)
class Turn:
    """What a turn leaves: how far the conversation is, and the bot's answers."""

    change: ChatChange
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Talk:
    """What a turn begins with; ``person`` is whose chat it is, if anybody's."""

    chat: Chat
    incoming: Incoming
    person: User | None = None
    draft: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language in which the person is answered."""
        return self.chat.language or DEFAULT_LANGUAGE

    def say(self, key: str, **words: object) -> str:
        """Return a text in the person's language."""
        return say(key, language=self.language, **words)

    def stay(self, *answers: Answer) -> Turn:
        """Answer, and wait for the same as before."""
        return self.move(Stage(self.chat.stage), *answers, draft=self.draft)

    def move(
        self,
        stage: Stage,
        *answers: Answer,
        draft: Mapping[str, str] | None = None,
        district_uuid: UUID | None = None,
    ) -> Turn:
        """Answer, and wait for something else."""
        change = ChatChange(
            language=self.chat.language,
            stage=stage,
            draft=dict(draft or {}),
            district_uuid=district_uuid or self.chat.district_id,
        )
        return Turn(change=change, answers=answers)
