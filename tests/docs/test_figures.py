"""`make figures`: one page from one run, with date, machine and command; what failed or was left out is said."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import figures

    return figures


def test_a_page_says_when_where_and_how_and_what_was_not_measured(figures) -> None:
    made = [
        figures.Measured(
            figures.Figure(key="a", title="甲", script="a.py"), "python a.py", "  1/2 x 1 s\n0.5 s\n", 3.2
        ),
        figures.Measured(figures.Figure(key="b", title="乙", script="b.py"), "python b.py", "boom\n", 1.0, 2),
        figures.Measured(
            figures.Figure(key="c", title="丙", script="c.py"), "python c.py", "", 0, words="这次没有量。"
        ),
    ]
    text = figures.page(made, quick=True, when=date(2026, 1, 2), where="一台机器", before="0.1")
    assert "试运行" in text
    assert "2026-01-02，一台机器。开始时的负载 0.1。" in text
    assert '## <a id="a"></a>甲\n\n`python a.py`（用时 3 秒）\n\n```text\n0.5 s\n```' in text
    assert "没有做成，退出码 2）\n\n```text\nboom" in text
    assert text.endswith("`python c.py`\n\n这次没有量。\n")


def test_every_script_exists_and_what_is_missing_is_not_run(figures) -> None:
    for figure in figures.FIGURES:
        assert figure.script == "-m pytest" or (ROOT / figure.script).is_file()
    needy = figures.Figure(key="x", title="x", script="x.py", needs=("no_such_module",))
    assert figures.measure(needy, quick=True).words == "没有装 no_such_module，没有量。"


def test_pages_that_cite_a_figure_name_one_that_is_there(figures) -> None:
    there = set(re.findall(r'<a id="(\w+)">', (ROOT / "docs" / "数据.md").read_text(encoding="utf-8")))
    assert there == {figure.key for figure in figures.FIGURES}
    for path in (*(ROOT / "docs").rglob("*.md"), ROOT / "bench" / "README.md", ROOT / "README.md"):
        cited = set(re.findall(r"数据\.md#(\w+)\)", path.read_text(encoding="utf-8")))
        assert cited <= there, path


@pytest.mark.slow
def test_the_smallest_run_of_everything_succeeds(tmp_path: Path) -> None:
    out = tmp_path / "数据.md"
    command = [sys.executable, str(ROOT / "bench" / "figures.py"), "--quick", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    text = out.read_text(encoding="utf-8")
    assert done.returncode == 0, text
    assert "没有做成" not in text
