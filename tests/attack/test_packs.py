"""Anybody can write a pack: it reads nothing outside, its rules are the ones that are told, and it is named as what it is."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from attack.districts import DISTRICT
from sheets import xlsx

from xltools.cli import run as xltools
from xltools.errors import NoticeError
from xltools.notice import tomlcache
from xltools.notice.load import load_notice, read_folder
from xltools.notice.places import data_folder, is_plain_name
from xltools.notice.provenance import rules_fingerprint, said_of_packs
from xltools.notice.reference import find_reference, reference, register_rows


@pytest.fixture
def own_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs that the machine looks into before the shipped ones."""
    folder = tmp_path / "packs"
    folder.mkdir()
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tomlcache._folders.clear()
    for cached in (load_notice, reference, register_rows):
        cached.cache_clear()
    yield folder
    for cached in (load_notice, reference, register_rows):
        cached.cache_clear()
    tomlcache._folders.clear()


def test_an_edit_that_keeps_size_and_time_is_seen(own_packs: Path) -> None:
    folder = own_packs / "list"
    folder.mkdir()
    path = folder / "a.toml"
    path.write_text('limit = "1000"\n')
    times = path.stat()
    assert tomlcache.read_toml(path) == {"limit": "1000"}
    tomlcache._folders.clear()
    path.write_text('limit = "9000"\n')
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert tomlcache.read_toml(path) == {"limit": "9000"}


@pytest.mark.parametrize("damage", ["", "{", '{"a.toml": ["x", 3]}', '{"a.toml": 1}', "[1]"])
def test_a_damaged_cache_heals(own_packs: Path, damage: str) -> None:
    path = own_packs / "a.toml"
    path.write_text("one = 1\n")
    assert tomlcache.read_toml(path) == {"one": 1}
    (cache,) = (own_packs.parent / "cache").rglob("*.json")
    entry = json.loads(cache.read_text())
    for text in (damage, json.dumps({"a.toml": [entry["a.toml"][0], "{broken"]})):
        cache.write_text(text)
        tomlcache._folders.clear()
        assert tomlcache.read_toml(path) == {"one": 1}
        assert json.loads(cache.read_text()) == entry


@pytest.mark.parametrize(
    "name", ["../hubei-2022", "/etc", "..", "a/b", "a\\b", "", "a\nb", "x" * 200, "\u202eabc", "C:a", "a\0b", ".hidden"]
)
def test_a_name_is_no_path(name: str) -> None:
    assert not is_plain_name(name)
    assert find_reference(name) is None
    with pytest.raises(NoticeError):
        load_notice(name)
    with pytest.raises(NoticeError):
        register_rows(str(data_folder("workbooks") / "hubei-2022"), name)


def test_the_shipped_names_are_plain() -> None:
    names = [path.stem for path in data_folder("workbooks").rglob("*.*") if path.suffix in (".toml", ".csv")]
    assert all(map(is_plain_name, names))


def test_a_pack_does_not_build_on_a_path(own_packs: Path) -> None:
    (own_packs / "evil").mkdir()
    (own_packs / "evil" / "notice.toml").write_text('title="x"\nversion="1"\nbased_on="../evil/../evil"\n')
    assert any("找不到通知包" in mistake.text for mistake in read_folder(own_packs / "evil")[1])


def test_shipped_rules_need_no_word() -> None:
    assert said_of_packs(["hubei-2022", "no-such", None]) == ()


def _shadow(own_packs: Path) -> Path:
    """A pack that stands in for an official one, with a lower bar."""
    shutil.copytree(data_folder("workbooks") / "hubei-2022", own_packs / "hubei-2022")
    path = own_packs / "hubei-2022" / "notice.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# lower\n", encoding="utf-8")
    return path


def test_a_pack_that_shadows_an_official_one_says_so_at_the_top(own_packs: Path, tmp_path: Path, capsys: Any) -> None:
    official = rules_fingerprint(load_notice("hubei-2022"))
    load_notice.cache_clear()
    _shadow(own_packs)
    mine = rules_fingerprint(load_notice("hubei-2022"))
    assert mine != official
    form = tmp_path / "蔡甸区-推荐汇总表.xlsx"
    form.write_bytes(xlsx(DISTRICT))
    xltools(["validate", str(form), "--notice", "hubei-2022"])
    first = capsys.readouterr().out.splitlines()[0]
    assert "不是随 xltools 发布的" in first
    assert "顶替了随程序发布的同名通知包" in first
    xltools(["validate", str(form), "--notice", "hubei-2022", "--format", "json"])
    assert mine[:12] in json.loads(capsys.readouterr().out)["packs"][0]
    xltools(["validate", str(form), "--notice", "hubei-2022", "--format", "html"])
    assert mine[:12] in capsys.readouterr().out
    xltools(["merge", str(form), "-o", str(tmp_path / "汇总.xlsx"), "--notice", "hubei-2022"])
    assert mine[:12] in capsys.readouterr().out


def test_a_list_of_the_offices_own_changes_the_fingerprint_and_is_named(own_packs: Path) -> None:
    official = rules_fingerprint(load_notice("hubei-2022"))
    source = next(
        path
        for path in (data_folder("workbooks") / "reference").glob("*.toml")
        if path.stem in (data_folder("workbooks") / "hubei-2022" / "notice.toml").read_text(encoding="utf-8")
        or path.stem in (data_folder("workbooks") / "national-2022" / "附件5.toml").read_text(encoding="utf-8")
    )
    (own_packs / "reference").mkdir()
    (own_packs / "reference" / source.name).write_text(
        source.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8"
    )
    assert rules_fingerprint(load_notice("hubei-2022")) != official
    (said,) = said_of_packs(["hubei-2022"])
    assert source.name in said
