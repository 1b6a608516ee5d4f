"""``civic`` reads what it is given, or says what is wrong with it."""

from pathlib import Path

import pytest

from k8s.devstack.cli import InputRefused, main, texts_read


def test_texts_keep_their_labels_and_blank_lines_are_passed_over(tmp_path: Path):
    path = tmp_path / "texts.jsonl"
    path.write_text(
        '{"text": "Svet yo\'q", "lang": "uz", "script": "latn", "department": "electricity"}\n\n'
        '{"text": "Нет воды"}\n',
        encoding="utf-8",
    )

    labelled, bare = texts_read(path)

    assert (labelled.group, labelled.department) == ("uz latn", "electricity")
    assert (bare.text, bare.department) == ("Нет воды", "")


@pytest.mark.parametrize("line", ["{", "[]", '"text"', "{}", "7", "null"])
def test_line_that_is_no_text_is_named(tmp_path: Path, line: str):
    path = tmp_path / "texts.jsonl"
    path.write_text(f'{{"text": "Нет воды"}}\n{line}\n', encoding="utf-8")

    with pytest.raises(InputRefused, match=r"texts\.jsonl:2 is no JSON object"):
        texts_read(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["missing", "not UTF-8"])
def test_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None):
    path = tmp_path / "texts.jsonl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputRefused, match="cannot be read"):
        texts_read(path)


def test_without_a_running_stack_it_says_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    exit_code = main(["route", "Ko'chamizda chiroq yonmayapti", "--state", str(tmp_path / "none")])

    assert exit_code == 1
    assert "make dev" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["route"], ["route", "a", "--file", "b"]])
def test_wrong_usage_is_refused_with_two(arguments: list[str]):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
