"""Packs from their folders: TOML into frozen types, inheritance, and every mistake of a pack at once with its path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import NoticeError, system_words
from .contradictions import contradictions, repeated
from .model import Attachment, Column, Notice
from .parameters import resolved
from .places import is_plain_name, pack_folders
from .reference import find_reference, reference
from .structure import Mistake, Mistakes, structure
from .tomlcache import read_toml
from .tomlwords import toml_words

NOTICE_FILE = "notice.toml"
CHECKS_FILE = "审核关系.toml"
"""The office's list of relations, where it is imported: `[[checks]]`, as in notice.toml."""
_INHERITED_TABLES = (
    "levels",
    "windows",
    "parameters",
    "quotas",
    "ledger",
    "selection",
    "materials",
    "registers",
    "checks",
    "clauses",
    "texts",
)


def notice_ids(*, abstract: bool = False) -> list[str]:
    """Ids of all packs that can be found, in alphabetical order; bases that are no notice only on demand."""
    found: set[str] = set()
    for folder in pack_folders():
        for path in folder.glob(f"*/{NOTICE_FILE}"):
            if abstract or "abstract = true" not in path.read_text(encoding="utf-8"):
                found.add(path.parent.name)
    return sorted(found)


@lru_cache(maxsize=32)
def load_notice(notice_id: str) -> Notice:
    """The pack `notice_id`. Raises NoticeError: unknown id, or a pack with mistakes (all of them in the message)."""
    for folder in pack_folders() if is_plain_name(notice_id) else ():
        path = folder / notice_id
        if (path / NOTICE_FILE).is_file():
            return load_folder(path)
    known = "、".join(notice_ids())
    raise NoticeError("unknown_notice", f"没有名为“{notice_id}”的通知包。现有：{known}。", notice=notice_id)


def load_named(name: str) -> Notice:
    """The pack in the folder `name`, or with that id: a pack that is being written lies beside the others."""
    folder = Path(name)
    return load_folder(folder) if (folder / NOTICE_FILE).is_file() else load_notice(name)


def load_all() -> list[Notice]:
    """Every pack, in order of id."""
    return [load_notice(notice_id) for notice_id in notice_ids()]


def load_folder(path: Path) -> Notice:
    """The pack in folder `path`, which need not lie among the others."""
    notice, mistakes = read_folder(path)
    if mistakes or notice is None:
        lines = "\n".join(f"  {mistake}" for mistake in mistakes)
        raise NoticeError("bad_pack", f"通知包 {path.name} 有 {len(mistakes)} 处错误：\n{lines}", mistakes=mistakes)
    return notice


def read_folder(path: Path) -> tuple[Notice | None, Mistakes]:
    """The pack and all its mistakes; the notice is None where too little is left to build one."""
    mistakes: Mistakes = []
    data = _plain(path, mistakes, seen=())
    if data is None:
        return None, mistakes
    data.pop("abstract", None)
    data = resolved(data, path.name, mistakes)
    data["folder"] = str(path)
    notice = structure(Notice, data, path.name, mistakes)
    # Where a file cannot be read, what the others say of it is no second mistake.
    if notice is None or any(mistake.path.endswith(".toml") for mistake in mistakes):
        return None, mistakes
    notice = replace(notice, attachments=tuple(_with_values(a, mistakes, path.name) for a in notice.attachments))
    mistakes.extend(contradictions(notice))
    return notice, mistakes


def plain_pack(path: Path) -> dict[str, Any]:
    """The pack as plain data, whatever its mistakes; empty where it cannot be read at all."""
    return _plain(path, [], seen=()) or {}


def _plain(path: Path, mistakes: Mistakes, seen: tuple[str, ...]) -> dict[str, Any] | None:
    """The pack as plain data, its parent's data underneath."""
    data = _toml(path / NOTICE_FILE, mistakes)
    if data is None:
        return None
    attachments = list(data.get("attachments", ()))
    for file in sorted(path.glob("*.toml")):
        if file.name not in (NOTICE_FILE, CHECKS_FILE) and (attachment := _toml(file, mistakes)) is not None:
            attachments.append(attachment)
    data["attachments"] = attachments
    mistakes.extend(repeated(data, path.name))
    if (path / CHECKS_FILE).is_file():
        listed = _toml(path / CHECKS_FILE, mistakes) or {}
        data["checks"] = [*data.get("checks", ()), *listed.get("checks", ())]
    data.setdefault("id", path.name)
    if not is_plain_name(path.name):
        mistakes.append(Mistake(f"{path.name}.id", "通知包的名称只能用文字、数字、- 和 _，不能含路径或控制字符"))
    if data["id"] != path.name:
        mistakes.append(Mistake(f"{path.name}.id", f"应与文件夹同名（{path.name}），现为 {data['id']!r}"))
    removed = data.pop("remove", [])
    parent_id = data.get("based_on")
    if not parent_id:
        data["attachments"] = list(_built({}, attachments, mistakes, path.name).values())
        return data
    parent_path = parent_of(path, parent_id)
    if parent_id in (*seen, path.name) or parent_path is None:
        why = "自己或互相引用" if parent_path is not None else f"找不到通知包 {parent_id}"
        mistakes.append(Mistake(f"{path.name}.based_on", why))
        return data
    parent = _plain(parent_path, mistakes, (*seen, path.name))
    return _over(parent, data, removed, mistakes, path.name) if parent is not None else data


def parent_of(path: Path, parent_id: str) -> Path | None:
    """The folder of the pack that the one in `path` builds on."""
    for folder in (path.parent, *pack_folders()) if is_plain_name(parent_id) else ():
        if (folder / parent_id / NOTICE_FILE).is_file():
            return folder / parent_id
    return None


def _toml(path: Path, mistakes: Mistakes) -> dict[str, Any] | None:
    try:
        return read_toml(path)
    except (OSError, UnicodeDecodeError) as fault:
        mistakes.append(Mistake(f"{path.parent.name}/{path.name}", f"读不出：{system_words(fault)}"))
    except RecursionError:
        mistakes.append(Mistake(f"{path.parent.name}/{path.name}", "括号套得太深，不是合格的通知包"))
    except ValueError as fault:  # TOMLDecodeError
        mistakes.append(Mistake(f"{path.parent.name}/{path.name}", toml_words(fault, path)))
    return None


def _over(
    parent: dict[str, Any], child: dict[str, Any], removed: Iterable[str], mistakes: Mistakes, name: str
) -> dict[str, Any]:
    """`child` laid over `parent`: attachments by key, rules by id, other lists replaced whole."""
    made = {**child}
    for key in _INHERITED_TABLES:
        if key not in child and key in parent:
            made[key] = parent[key]
    # Parameters are single choices: a child changes one without repeating the others.
    made["parameters"] = _by("key", parent.get("parameters", ()), child.get("parameters", ()))
    made["texts"] = {**parent.get("texts", {}), **child.get("texts", {})}
    above = {a.get("key", ""): a for a in parent.get("attachments", ())}
    attachments = _built(above, child.get("attachments", ()), mistakes, name)
    rules = _by("id", parent.get("rules", ()), child.get("rules", ()))
    gone = set(removed)
    known = set(attachments) | {rule.get("id") for rule in rules}
    for key, attachment in attachments.items():
        parts = [rule.get("id") for rule in attachment.get("rules", ())]
        known.update(parts)
        known.update(f"{key}.{part}" for part in (*parts, *(c.get("key") for c in attachment.get("columns", ()))))
    mistakes.extend(Mistake(f"{name}.remove", f"没有编号为 {item} 的规则、附件或列") for item in sorted(gone - known))
    made["rules"] = [rule for rule in rules if rule.get("id") not in gone]
    made["attachments"] = [_without(key, a, gone) for key, a in attachments.items() if key not in gone]
    return made


def _built(
    above: dict[str, dict[str, Any]], below: Iterable[dict[str, Any]], mistakes: Mistakes, name: str
) -> dict[str, dict[str, Any]]:
    """The attachments `below` over those `above` them; `inherits` names one of either (附件4 is 附件2 with other rows).

    An attachment of the parent that only lives on under another number gives up its place.
    """
    own = {attachment.get("key", ""): attachment for attachment in below}
    made = {key: a for key, a in above.items() if key in own or all(o.get("inherits") != key for o in own.values())}
    # Heirs of a sister come after it, whatever their files are called.
    for key in sorted(own, key=lambda key: own[key].get("inherits", key) in own and "inherits" in own[key]):
        model = own[key].get("inherits", key)
        if model != key and model not in above and model not in own:
            mistakes.append(Mistake(f"{name}.{key}.inherits", f"没有附件 {model}"))
        made[key] = _laid_over(made.get(model) or above.get(model, {}), own[key])
    return {key: made[key] for key in [*(k for k in made if k not in own), *own]}


def _without(key: str, attachment: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """The attachment without the rules (`id` or `附件9.id`) and columns (`附件9.key`) that the pack takes away."""
    return {
        **attachment,
        "rules": [
            rule
            for rule in attachment.get("rules", ())
            if rule.get("id") not in gone and f"{key}.{rule.get('id')}" not in gone
        ],
        "columns": [column for column in attachment.get("columns", ()) if f"{key}.{column.get('key')}" not in gone],
    }


def _laid_over(above: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:
    """An attachment over the one it builds on: columns by key, rules by id, everything else replaced."""
    merged = {**above, **{key: part for key, part in below.items() if key != "inherits"}}
    merged["rules"] = _by("id", above.get("rules", ()), below.get("rules", ()))
    merged["columns"] = _by("key", above.get("columns", ()), below.get("columns", ()))
    return merged


def _by(key: str, above: Iterable[dict[str, Any]], below: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two lists of tables as one; a table below replaces the one above with the same `key`, in its place.

    A rule without `kind`, a column without `heading` or a parameter without `value` is no table of its own: it
    changes only what it names (mostly the basis, which every notice states in its own clause). A new column stands
    `after` the one it names, else at the end.
    """
    found = {table.get(key, ""): table for table in above}
    marks = ("kind",) if key == "id" else ("heading", "value")
    for table in below:
        # Only columns have a place: `after` in a rule is an option of its kind.
        name, after = table.get(key, ""), table.get("after") if key == "key" else None
        own = {part: table[part] for part in table if part != "after" or key != "key"}
        known = name in found
        found[name] = own if not known or any(mark in table for mark in marks) else {**found[name], **own}
        if after in found and not known:
            order = [other for other in found if other != name]
            order.insert(order.index(after) + 1, name)
            found = {other: found[other] for other in order}
    return list(found.values())


def _with_values(attachment: Attachment, mistakes: Mistakes, name: str) -> Attachment:
    """Columns whose drop-down is a shared list get its values."""
    columns: list[Column] = []
    for column in attachment.columns:
        if column.values_from:
            if find_reference(column.values_from) is None:
                where = f"{name}.{attachment.key}.{column.key}.values_from"
                mistakes.append(Mistake(where, f"找不到参考清单 {column.values_from}"))
            else:
                column = replace(column, values=reference(column.values_from).choices)
        columns.append(column)
    return replace(attachment, columns=tuple(columns))
