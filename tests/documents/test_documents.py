"""What `--format json` prints is what the schemas say: every command, refusals and usage errors too."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NotRequired, TypedDict

import jsonschema
import pytest
from documents.submissions import prepare, put
from program import called
from reports import samples
from selection import panel

from xltools import __version__
from xltools.application import receipt
from xltools.documents import Envelope, envelope, schema_id
from xltools.documents.catalogue import DOCUMENTS, document_schema
from xltools.documents.scalars import Day
from xltools.documents.shape import schema_of
from xltools.ledger import Verdict
from xltools.office.opc import pack, unpack
from xltools.reports.json import ledger_json, report_json

RUNS: tuple[tuple[str, str, int], ...] = (
    ("validate", "validate 收件 没有.xlsx --notice hubei-2022", 1),
    ("validate", "validate 甲/附件6.xlsx --waivers 豁免.toml", 0),
    ("validate", "validate 坏.xlsx", 3),
    ("inspect", "inspect 甲/附件6.xlsx", 0),
    ("inspect", "inspect 坏.xlsx", 3),
    ("inspect", "inspect 收件/蔡甸区.xlsx", 0),
    ("total", "total 甲 坏.xlsx", 1),
    ("pivot", "pivot 甲 --ledger --rows 类别 --columns 判定", 0),
    ("pivot", "pivot 甲 --rows 供应商", 0),
    ("repair", "repair 甲 --accept all -o 已修复", 0),
    ("merge", "merge 收件 坏.xlsx -o 汇总.xlsx --notice hubei-2022 --level city", 1),
    ("merge", "merge 收件 -o 汇总2.xlsx --notice hubei-2022 --level city --handin 台账2.jsonl", 0),
    ("merge", "merge 收件 -o 汇总5.xlsx --notice hubei-2022 --level city", 0),
    ("merge", "merge 收件/蔡甸区.xlsx -o 汇总5.xlsx --notice hubei-2022 --level city --force", 0),
    ("trace", "trace 汇总.xlsx", 0),
    ("trace", "trace 汇总.xlsx C5", 0),
    ("letter", "letter 汇总.xlsx -o 函.docx --notice hubei-2022 --level city", 0),
    ("check-letter", "check-letter 函.docx 坏.docx", 1),
    ("handin add", "handin add 台账.jsonl 收件/蔡甸区.xlsx --notice hubei-2022 --level city", 0),
    ("handin add", "handin add 台账.jsonl 重报 坏.xlsx --notice hubei-2022", 0),
    ("handin add", "handin add 台账.jsonl 改名 --notice hubei-2022", 1),
    ("", "handin paper 台账.jsonl 蔡甸区 --number 蔡经〔2022〕1号 --copies 2 --sealed", 0),
    ("", "handin note 台账.jsonl 蔡甸区 催报 --how 电话", 0),
    ("handin status", "handin status 台账.jsonl", 1),
    ("handin diff", "handin diff 台账.jsonl 蔡甸区", 0),
    ("", "rewrite 汇总.xlsx xl/worksheets/sheet1.xml <v>3</v> <v>4</v>", 0),
    ("", "rewrite 汇总.xlsx xl/ 示例乙 示例戊", 0),
    ("trace", "trace 汇总.xlsx", 1),
    ("receive", "receive 企业 -o 收件检查 --notice wuhan-2025 --no-letters --expect 武汉示例已有限公司", 1),
    ("", "copy 改好.xlsx 企业/甲/附件6.xlsx", 0),
    ("receive", "receive 企业 -o 收件检查 --notice wuhan-2025 --no-letters", 1),
    ("package", "package 企业/甲 --notice wuhan-2025 --waivers 豁免.toml --receipt 回执.json", 1),
    ("", "move 企业/甲/图.png 企业/甲/画.png", 0),
    ("receipt verify", "receipt verify 回执.json 企业/甲", 1),
    ("select start", "select start 遴选汇总.xlsx -o 遴选 --expert 示例甲", 0),
    ("select collect", "select collect 遴选 遴选/2-现场核验/发出", 1),
    ("", "fill 遴选 符合性审查 符合", 0),
    ("", "fill 遴选 现场核验 80", 0),
    ("select collect", "select collect 遴选 来件", 0),
    ("select rank", "select rank 遴选", 1),
    ("", "fill 遴选 路演答辩 80", 0),
    ("select collect", "select collect 遴选 来件", 0),
    ("select show", "select show 遴选", 1),
    ("select decide", "select decide 遴选 并列 1 2 3 4 5 6 7 8 9 10 --by 组长 --why 表决", 0),
    ("select show", "select show 遴选 1", 0),
    ("error", "select announce 遴选", 1),
    ("select rank", "select rank 遴选", 1),
    ("", "fill 遴选 综合评议 同意", 0),
    ("select collect", "select collect 遴选 来件", 0),
    ("select announce", "select announce 遴选", 0),
    ("notices", "notices", 0),
    ("notices show", "notices show tianjin-2025", 0),
    ("notices show", "notices show wuhan-2025", 0),
    ("notices check", "notices check 包", 1),
    ("notices try", "notices try 改/hubei-2022 收件", 0),
    ("config show", "config show", 0),
    ("doctor", "doctor", 0),
    ("error", "validate", 2),
    ("error", "nonsense", 2),
    ("error", "total 收件 --notice hubei-2022", 2),
    ("error", "merge 没有 -o 汇总3.xlsx", 3),
    ("error", "merge 收件 -o 收件/江夏区.xlsx --notice hubei-2022", 4),
    ("error", "letter 没有.xlsx", 2),
    ("error", "notices show no-such-notice", 2),
    ("error", "receipt verify 没有.json", 3),
    ("error", "package 没有", 3),
)  # fmt: skip
"""(document, the command without --format json, exit code), in order, in one folder; without a document, what happens between."""


class Printed(NamedTuple):
    name: str
    code: int
    out: str
    err: str


def rewrite(path: str, part: str, old: str, new: str) -> None:
    """Other words in the parts of a workbook whose names begin so."""
    parts = unpack(Path(path).read_bytes())
    made = {
        name: data.replace(old.encode(), new.encode()) if name.startswith(part) else data
        for name, data in parts.items()
    }
    put(path, pack(made, keep_order=True))


def fill(folder: str, step: str, word: str) -> None:
    """The experts' workbooks of a step, all filled alike, in 来件."""
    panel.back(folder, step, lambda *_: int(word) if word.isdigit() else word)


DEEDS: dict[str, Callable[..., object]] = {
    "copy": shutil.copy,
    "move": shutil.move,
    "rewrite": rewrite,
    "fill": fill,
}


def said(name: str, line: str) -> Printed:
    words = line.split()
    if not name and words[0] in DEEDS:
        DEEDS[words[0]](*words[1:])
        return Printed(name, 0, "", "")
    done = called(*words, *(["--format", "json"] if name else []))
    return Printed(name, done.returncode, done.stdout.decode(), done.stderr.decode())


def faults(document: Any, name: str) -> list[str]:
    """What the schema has against a document."""
    validator = jsonschema.Draft202012Validator(document_schema(name))
    return [f"{list(fault.absolute_path)} {fault.message[:200]}" for fault in validator.iter_errors(document)]


@pytest.mark.slow
def test_every_document_is_what_its_schema_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test, so that the commands are run once however the tests are spread over processes."""
    monkeypatch.chdir(tmp_path)
    prepare()
    panel.rollup(Path("遴选汇总.xlsx"), 12, {12: {"opinion": "不予推荐"}})
    printed = {f"{number} {line}": said(name, line) for number, (name, line, _) in enumerate(RUNS)}
    printed["receipt"] = Printed("receipt", 0, Path("回执.json").read_text(encoding="utf-8"), "")
    codes = [*(code for *_, code in RUNS), 0]
    wrong = {}
    for (key, made), code in zip(printed.items(), codes, strict=True):
        if made.code != code:
            wrong[key] = [f"exit code {made.code}", made.err]
        elif made.name:
            wrong[key] = [*faults(json.loads(made.out), made.name), *_head(json.loads(made.out), made.name)]
    assert {key: found for key, found in wrong.items() if found} == {}
    assert {made.name for made in printed.values()} - {""} == set(DOCUMENTS), "a document is not shown"
    assert sorted(_parts_of_all() - _parts_shown(printed.values())) == [], "a shape is only looked at empty"


def _head(document: dict[str, Any], name: str) -> list[str]:
    """What lacks of schema, tool and version."""
    told = {"receipt": "tool", "notices show": "tool_version"}.get(name, "version")
    good = document["schema"] == schema_id(name) and str(document["tool"]).startswith("xltools")
    return [] if good and document[told].endswith(__version__) else ["schema, tool or version"]


def _parts_of_all() -> set[str]:
    return {part for name in DOCUMENTS for part in document_schema(name)["$defs"]}


def _parts_shown(printed: Iterable[Printed]) -> set[str]:
    """The shapes that occur, so that each key of each was held against what is written."""
    shown: set[str] = set()
    for made in printed:
        if made.name:
            schema = document_schema(made.name)
            shown.update(_named(json.loads(made.out), schema, schema["$defs"]))
    return shown


def _named(value: Any, schema: dict[str, Any], parts: dict[str, Any]) -> Iterator[str]:
    for option in schema.get("anyOf", ()) if value is not None else ():
        yield from _named(value, option, parts)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield name
        yield from _named(value, parts[name], parts)
    elif isinstance(value, list):
        for one in value:
            yield from _named(one, schema.get("items", {}), parts)
    elif isinstance(value, dict):
        for key, one in value.items():
            below = schema.get("properties", {}).get(key) or schema.get("additionalProperties") or {}
            yield from _named(one, below, parts)


def test_the_receipt_knows_its_schema() -> None:
    """Made below this room, it carries its own copy of the name."""
    assert schema_id("receipt") == receipt.SCHEMA


@pytest.mark.parametrize(
    ("amount", "good"),
    [("0", True), ("-12.5", True), ("1E+3", False), ("1.50", False), (1.5, False), ("", False), (None, False)],
)
def test_amounts_are_texts_without_exponent_or_empty_zeros(amount: object, good: bool) -> None:
    document = {**ledger_json(samples.ledger()), "counted": amount}
    assert (faults(json.loads(json.dumps(document)), "total") == []) is good


@pytest.mark.parametrize(
    ("cell", "good"),
    [
        ("C5", True),
        ("L4:L6", True),
        ("Q:Q", True),
        ("5:7", True),
        ("", True),
        ("c5", False),
        ("A0", False),
        ("A1:", False),
    ],
)
def test_a_cell_is_what_excel_goes_to(cell: str, good: bool) -> None:
    document = json.loads(json.dumps(report_json(samples.report())))
    document["files"][0]["findings"][0].update(cell=cell, cells=[cell])
    assert (faults(document, "validate") == []) is good


class _Part(TypedDict):
    day: Day
    verdict: Annotated[str | None, Verdict]


class _Whole(Envelope):
    parts: Annotated[list[_Part], "told"]
    sums: dict[str, int]
    note: NotRequired[Annotated[str, "told"]]


WHOLE = {**envelope("x"), "parts": [{"day": "2024-01-31", "verdict": "counted"}], "sums": {"a": 1}}


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"note": "a"}, True),
        ({"parts": [{"day": "2024-01-31", "verdict": None}]}, True),
        ({"neu": 1}, False),
        ({"note": None}, False),
        ({"sums": {"a": "1"}}, False),
        ({"parts": {}}, False),
        ({"parts": [{"day": "2024-1-31", "verdict": None}]}, False),
        ({"parts": [{"day": "2024-01-31", "verdict": "perhaps"}]}, False),
        ({"parts": [{"day": "2024-01-31"}]}, False),
        ({"parts": [{"day": "2024-01-31", "verdict": None, "neu": 1}]}, False),
        ({"schema": "xltools/y/1"}, False),
        ({"tool": "other"}, False),
    ],
)
def test_a_key_too_many_too_few_or_of_another_kind_is_a_fault(changes: dict[str, object], good: bool) -> None:
    schema = schema_of(_Whole, schema_id("x"), "例")
    assert jsonschema.Draft202012Validator(schema).is_valid(WHOLE | changes) is good
    less = {key: value for key, value in WHOLE.items() if key != "sums"}
    assert not jsonschema.Draft202012Validator(schema).is_valid(less | changes)
