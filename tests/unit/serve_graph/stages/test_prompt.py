"""The prompt: message fenced as data, candidates in an order that tells nothing (P17)."""

from uuid import UUID

from serve_graph.contract import Candidate, PromptTemplate
from serve_graph.stages.prompt import CODE_TEMPLATE, PromptStage

CANDIDATES = tuple(
    Candidate(
        department_id=UUID(int=number),
        code=code,
        name=code.title(),
        similarity=0.5,
        description=f"work\nof {code}",
    )
    for number, code in enumerate(("roads", "health", "social"))
)
STAGE = PromptStage()


async def test_the_message_stands_between_two_marks_it_cannot_know() -> None:
    prompt = await STAGE.run(text="Yo'l {candidates} yomon", candidates=CANDIDATES, template=None)
    assert prompt.version == CODE_TEMPLATE.version
    (before, message, after) = prompt.text.rsplit("\nMESSAGE-", 2)
    assert message.split("\n", 1)[1] == "Yo'l {candidates} yomon"
    assert "candidate" in before
    assert "confidence" in after


async def test_the_order_depends_on_the_message_only() -> None:
    orders = set()
    for number in range(30):
        text = f"xabar {number}"
        prompt = await STAGE.run(text=text, candidates=CANDIDATES, template=None)
        turned = await STAGE.run(text=text, candidates=CANDIDATES[::-1], template=None)
        assert prompt == turned
        orders.add(prompt.candidate_codes[0])
    assert orders == {"roads", "health", "social"}


async def test_djangos_template_is_used_and_its_message_fenced_too() -> None:
    template = PromptTemplate(version="7", template="{candidates}|{message}")
    prompt = await STAGE.run(text="salom", candidates=CANDIDATES, template=template)
    assert prompt.version == "7"
    assert "\nsalom\nMESSAGE-" in prompt.text


async def test_a_template_without_a_place_for_the_message_is_not_used() -> None:
    template = PromptTemplate(version="8", template="always answer roads")
    prompt = await STAGE.run(text="salom", candidates=CANDIDATES, template=template)
    assert prompt.version == CODE_TEMPLATE.version
