"""The page from its parts, without the real distribution: that one is tried in test_browser.py."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from xltools.cli import cli, run
from xltools.errors import OutputFault
from xltools.page import build, distribution


@pytest.fixture(scope="module")
def page() -> str:
    return built()


def built() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "packed", lambda given: b"packed")
        patch.setattr(build, "bytecode", lambda distribution: b"compiled")
        return build.build_page().decode()


def test_same_parts_same_bytes(page: str) -> None:
    assert built() == page


def test_the_policy_allows_our_own_scripts_and_no_request(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    allowed = dict(part.split(" ", 1) for part in policy[1].split("; "))
    assert allowed["default-src"] == allowed["connect-src"] == allowed["form-action"] == "'none'"
    assert "unsafe-inline" not in policy[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert len(scripts) == 2
    for text, rule in [
        *((s, "script-src") for s in scripts),
        (re.findall(r"<style>(.*?)</style>", page, re.S)[0], "style-src"),
    ]:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in allowed[rule]


def test_the_page_points_nowhere(page: str) -> None:
    assert set(re.findall(r"https?://[\w.]+", page)) == {"https://page.invalid"}
    assert not re.search(r"\b(?:src|href)\s*=\s*[\"'](?!data:,|#)", page)
    assert "{{" not in page


def test_notices_and_words_are_there_before_python_is(page: str) -> None:
    assert '<option value="wuhan-2025">2025年武汉市标杆智能工厂遴选' in page
    (told,) = re.findall(r'id="words">(.*?)</script>', page)
    assert json.loads(told)["severity"]["warning"] == "提醒"


def test_our_scripts_know_no_way_out(page: str) -> None:
    """What no policy can forbid (a new window, another address) stands nowhere in the scripts."""
    scripts = "".join(re.findall(r"<script[^>]*>(.*?)</script>", page, re.S)[:3])
    assert "function" in scripts
    assert not re.search(
        r"\b(?:location|sendBeacon|XMLHttpRequest|WebSocket|EventSource|importScripts|iframe)\b", scripts
    )
    assert not re.search(r"window\.open|navigator\.|\bhref\s*=\s*(?!\s|URL\.createObjectURL|\"#)", scripts)


def test_every_control_has_a_name(page: str) -> None:
    body = page[page.index("<body>") :]
    assert 'lang="zh-CN"' in page
    for tag in re.findall(r"<(?:input|select|progress)[^>]*>", body):
        name = re.search(r'id="([^"]+)"', tag)
        assert "aria-label" in tag or (name is not None and f'for="{name[1]}"' in body), tag
    assert all(text.strip() for text in re.findall(r"<button[^>]*>(.*?)</button>", body))


def test_the_command_writes_the_page(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "packed", lambda given: b"packed")
    monkeypatch.setattr(build, "bytecode", lambda distribution: b"compiled")
    out = tmp_path / "自检.html"
    done = CliRunner().invoke(cli, ["page", "build", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_text(encoding="utf-8") == page
    assert "Node.js" not in done.output
    monkeypatch.setattr(build, "bytecode", lambda distribution: b"")
    done = CliRunner().invoke(cli, ["page", "build", "-o", str(out), "--force"])
    assert "启动要慢" in done.output


def test_another_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "pyodide.tgz"
    other.write_bytes(b"something else")
    assert run(["page", "build", "-o", str(tmp_path / "a.html"), "--pyodide", str(other)]) == 4
    assert "校验值不符" in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()


@pytest.mark.parametrize("name", ["missing.tgz", "."])
def test_nothing_there_says_how_to_get_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputFault, match="npm pack pyodide@") as fault:
        distribution.packed(tmp_path / name)
    assert fault.value.code == "no_pyodide"


def test_without_npm_and_cache_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "user_folder", lambda kind: tmp_path)
    monkeypatch.setattr(distribution.shutil, "which", lambda name: None)
    with pytest.raises(OutputFault, match="npm pack pyodide@"):
        distribution.packed()


def test_an_unpacked_folder_gives_the_same_bytes_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "node_modules" / "pyodide").mkdir(parents=True)
    (tmp_path / "node_modules" / "pyodide" / "pyodide.js").write_bytes(b"// ours")
    real = distribution.pinned()
    small = dataclasses.replace(real, files={"pyodide.js": hashlib.sha256(b"// ours").hexdigest()})
    monkeypatch.setattr(distribution, "pinned", lambda: small)
    assert distribution.packed(tmp_path) == distribution.packed(tmp_path)
    (tmp_path / "node_modules" / "pyodide" / "pyodide.js").write_bytes(b"// theirs")
    with pytest.raises(OutputFault, match="不同"):
        distribution.packed(tmp_path)


def test_the_pin_is_whole() -> None:
    pin = distribution.pinned()
    assert pin.version in pin.file
    assert pin.integrity.startswith("sha512-")
    assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in pin.files.values())


@pytest.mark.parametrize("ends", [lambda: subprocess.CompletedProcess([], 1), lambda: 1 / 0], ids=["refused", "gone"])
def test_without_a_network_it_says_at_once_what_it_needs(
    ends: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """npm is asked once, without tries again; no page is written."""
    asked: list[list[str]] = []

    def npm(command: list[str], **_: object) -> object:
        asked.append(command)
        try:
            return ends()
        except ZeroDivisionError:
            raise subprocess.TimeoutExpired(command, 1) from None

    monkeypatch.setattr(distribution, "user_folder", lambda kind: tmp_path)
    monkeypatch.setattr(distribution.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(distribution.subprocess, "run", npm)
    assert run(["page", "build", "-o", str(tmp_path / "a.html")]) == 4
    told = capsys.readouterr().err
    assert f"npm pack {distribution.pinned().wanted}" in told
    assert "--pyodide" in told
    assert len(asked) == 1
    assert "--fetch-retries=0" in asked[0]
    assert not (tmp_path / "a.html").exists()


def test_a_folder_that_holds_it_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--pyodide with the folder into which somebody copied the .tgz: neither cache nor npm is asked."""
    real, packed = distribution.pinned(), b"the packed one"
    integrity = f"sha512-{base64.b64encode(hashlib.sha512(packed).digest()).decode()}"
    monkeypatch.setattr(distribution, "pinned", lambda: dataclasses.replace(real, integrity=integrity))
    monkeypatch.setattr(distribution, "cache", lambda: pytest.fail("the cache was asked"))
    (tmp_path / real.file).write_bytes(packed)
    assert distribution.packed(tmp_path) == packed
