"""``python -m tests.charts.values_docs``: a chart's README table and schema, from its values.yaml.

The words above a key are its description; ``@section`` begins a table, ``@schema`` adds JSON Schema
in one line, ``@open`` lets a map have keys of the reader's own.  All other maps are closed, so that
a misspelt value is refused.  (Bitnami's generator wants each key's path written twice, closes no
map and knows no choices.)
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

ROOT = Path(__file__).resolve().parents[2]
CHARTS = (ROOT / "helm" / "civicconnect", ROOT / "helm" / "backing")
BEGIN, END = "<!-- values: begin -->", "<!-- values: end -->"
TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


@dataclass
class Value:
    """One key of values.yaml and what its comment says."""

    path: tuple[str, ...]
    default: Any
    text: str = ""
    section: str = ""
    is_open: bool = False
    schema: dict[str, Any] = field(default_factory=dict)
    inner: list["Value"] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        """Whether it is a row of the table."""
        return self.is_open or not self.inner


def values_read(path: Path) -> list[Value]:
    """Return the values of a file, each with its comment."""
    source = path.read_text(encoding="utf-8")
    node = cast("yaml.MappingNode", yaml.compose(source))
    return _mapping_read(node, source.splitlines(), path=())


def schema_make(values: list[Value], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of all values."""
    made = {"$schema": "http://json-schema.org/draft-07/schema#", **_object(values)}
    # Helm gives these to a chart that is a part of another.
    made["properties"]["global"] = {"type": "object"}
    return made | ({"definitions": dict(definitions)} if definitions else {})


def table_make(values: list[Value]) -> str:
    """Return the tables of the README, one a section."""
    lines: list[str] = []
    section = ""
    for value in _leaves(values):
        if value.section and value.section != section:
            section = value.section
            lines += ["", f"### {section}", "", "| value | what it is | default |", "|---|---|---|"]
        default = json.dumps(value.default, ensure_ascii=False)
        text = value.text.replace("|", "\\|")
        lines.append(f"| `{'.'.join(value.path)}` | {text} | `{default}` |")
    return "\n".join(lines).strip()


def files_make(chart: Path) -> dict[Path, str]:
    """Return what the schema and the README of a chart must be."""
    values = values_read(chart / "values.yaml")
    extra = chart / "values.definitions.json"
    definitions = json.loads(extra.read_text(encoding="utf-8")) if extra.exists() else {}
    schema = json.dumps(schema_make(values, definitions), indent=2, ensure_ascii=False)
    readme = (chart / "README.md").read_text(encoding="utf-8")
    before, rest = readme.split(BEGIN)
    after = rest.split(END)[1]
    return {
        chart / "values.schema.json": schema + "\n",
        chart / "README.md": f"{before}{BEGIN}\n{table_make(values)}\n{END}{after}",
    }


def _mapping_read(
    node: yaml.MappingNode, lines: list[str], *, path: tuple[str, ...], section: str = ""
) -> list[Value]:
    found: list[Value] = []
    for key, inner in node.value:
        value = Value(path=(*path, str(key.value)), default=_plain(inner))
        _comment_read(value, _comment_above(lines, key.start_mark.line))
        section = value.section = value.section or section
        if isinstance(inner, yaml.MappingNode) and not value.is_open:
            value.inner = _mapping_read(inner, lines, path=value.path, section=section)
        if not value.text and not value.is_open:
            message = f"{'.'.join(value.path)}: a comment above must say what it is"
            raise ValueError(message)
        found.append(value)
    return found


def _plain(node: yaml.Node) -> Any:  # whatever YAML holds
    return yaml.safe_load(yaml.serialize(node))


def _comment_above(lines: list[str], line: int) -> list[str]:
    found: list[str] = []
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
        found.insert(0, lines[line].lstrip().removeprefix("#").strip())
    return found


def _comment_read(value: Value, comment: list[str]) -> None:
    words: list[str] = []
    for line in comment:
        if line.startswith("@section "):
            value.section = line.removeprefix("@section ")
        elif line.startswith("@schema "):
            value.schema = json.loads(line.removeprefix("@schema "))
        elif line == "@open":
            value.is_open = True
        else:
            words.append(line)
    value.text = " ".join(words).strip()


def _object(values: list[Value]) -> dict[str, Any]:
    properties = {value.path[-1]: _property(value) for value in values}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _property(value: Value) -> dict[str, Any]:
    if value.inner and not value.is_open:
        return {"description": value.text} | _object(value.inner) | value.schema
    made: dict[str, Any] = {"description": value.text}
    if value.default is not None:
        made["type"] = TYPES[type(value.default)]
    return made | value.schema


def _leaves(values: list[Value]) -> Iterator[Value]:
    for value in values:
        if value.is_leaf:
            yield value
        else:
            yield from _leaves(value.inner)


def main() -> int:
    """Write both files of all charts, or with ``--check`` say which are stale."""
    stale = False
    for chart in CHARTS:
        for path, text in files_make(chart).items():
            old = path.read_text(encoding="utf-8") if path.exists() else ""
            if old == text:
                continue
            stale = True
            sys.stdout.write(f"{path.relative_to(ROOT)} was stale\n")
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    return int(stale and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
