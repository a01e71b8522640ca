"""docs/schema/ holds the JSON Schema of every document (`make docs` writes it anew), and no command lacks one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from compare import same_text

from xltools.cli import cli
from xltools.documents.catalogue import DOCUMENTS, document_schema, file_stem
from xltools.reports import RENDER
from xltools.reports.json import dumps

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"


def commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = command.context_class(command)
        for child in command.list_commands(context):
            if (below := command.get_command(context, child)) is not None:
                yield from commands(below, f"{name} {child}".strip())


def test_every_command_that_writes_json_has_a_schema() -> None:
    """A new one goes into xltools/documents, its run into tests/documents."""
    able = {
        name
        for name, command in commands(cli)
        for option in command.params
        if option.name == "form" and isinstance(option.type, click.Choice) and "json" in option.type.choices
    }
    assert able - set(DOCUMENTS) == set()
    assert {what for what, forms in RENDER.items() if "json" in forms} - set(DOCUMENTS) == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_published_schema_is_fresh(name: str, request: pytest.FixtureRequest) -> None:
    schema = document_schema(name)
    path = FOLDER / f"{file_stem(name)}.json"
    if request.config.getoption("--update-golden"):
        path.write_text(dumps(schema), encoding="utf-8", newline="\n")
    same_text(f"docs/schema/{path.name}", path.read_text(encoding="utf-8"), dumps(schema))
    jsonschema.Draft202012Validator.check_schema(schema)


def test_nothing_else_is_published() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {file_stem(name) for name in DOCUMENTS}


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object with keys of its own, however deep."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield schema
        for one in schema.values():
            yield from objects(one)


def test_every_object_is_closed_and_every_key_is_told() -> None:
    for name in DOCUMENTS:
        for one in objects(document_schema(name)):
            assert one["additionalProperties"] is False
            assert [key for key, told in one["properties"].items() if not told.get("description")] == [], name


def test_the_command_shows_lists_and_writes_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from xltools.cli import run

    assert run(["schema", "handin-add"]) == 0
    assert capsys.readouterr().out == (FOLDER / "handin-add.json").read_text(encoding="utf-8")
    assert run(["schema", "--list"]) == run(["schema"]) == 0
    listed = capsys.readouterr().out
    assert all(f"xltools/{file_stem(name)}/1" in listed for name in DOCUMENTS)
    out = tmp_path / "a.json"
    assert run(["schema", "xltools/error/1", "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == (FOLDER / "error.json").read_text(encoding="utf-8")
    assert run(["schema", "no-such"]) == 2
    assert "没有名为“no-such”的文档。可用：receive、" in capsys.readouterr().err
