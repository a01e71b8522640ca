"""HTML reports: complete, escaped, offline, printable."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from reports import samples

from xltools.reports.html import ledger_html, merge_html, report_html

PAGES = {
    "report": lambda: report_html(samples.report()),
    "ledger": lambda: ledger_html(samples.ledger()),
    "merge": lambda: merge_html(samples.merged(), "out.xlsx"),
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_the_network_for_anything(name: str) -> None:
    page = PAGES[name]()
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", page)
    assert "url(" not in page
    assert "http:" not in page
    assert "https:" not in page


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_the_same_bytes_every_time(name: str) -> None:
    assert PAGES[name]() == PAGES[name]()


def test_what_submitters_typed_is_escaped() -> None:
    page = PAGES["report"]()
    assert samples.EVIL not in page
    assert "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;" in page


def test_report_shows_cell_value_expected_fix_and_basis() -> None:
    page = PAGES["report"]()
    for piece in (
        "C9、C24",
        "95.4431",
        "104.4431",
        "对照发票改正三个数",
        "遴选工作的通知》第五条第4项",
        "未能读取",
        "<svg",
        "附件6!J21",
    ):
        assert piece in page


def test_ledger_shows_every_open_row() -> None:
    page = PAGES["ledger"]()
    for piece in ("附件6!L7", "金额“约120”不能识别", "8,979.67690", "合同签订日期、含税", "最低投资额 5,000"):
        assert piece in page


def test_receipt_shows_balance() -> None:
    page = PAGES["merge"]()
    for piece in ("平衡", "汉南区", "没有企业名称", "12.00005"):
        assert piece in page


def test_a_huge_list_is_cut_and_says_so() -> None:
    from dataclasses import replace

    report = samples.report()
    many = tuple(replace(samples.blank_name(row), message=f"第 {row} 个") for row in range(1, 2101))
    page = report_html(replace(report, files=(replace(report.files[0], findings=many),)))
    assert "另有 100 组问题没有列在本页" in page


@pytest.mark.chromium
@pytest.mark.slow
def test_prints_on_a4_landscape(tmp_path: Path, chromium: str) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler-utils is not installed")
    page, printed = tmp_path / "r.html", tmp_path / "r.pdf"
    page.write_text(PAGES["report"](), encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    command = [chromium, *flags.split(), f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True, timeout=120)
    info = subprocess.run(["pdfinfo", printed], check=True, capture_output=True, text=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    assert size is not None
    assert (round(float(size[1])), round(float(size[2]))) == (842, 595)


def test_the_report_as_markdown_holds_no_markup_of_strangers() -> None:
    from xltools.reports.markdown import report_markdown

    page = report_markdown(samples.report())
    assert "附件6!C9、C24" in page
    assert samples.EVIL not in page
    assert all(line.count("|") - line.count("\\|") in (0, 6) for line in page.splitlines())


@pytest.mark.chromium
@pytest.mark.slow
def test_the_page_filters_sorts_and_fits_a_telephone(tmp_path: Path, chromium: str) -> None:
    from browser import Browser

    page = tmp_path / "r.html"
    page.write_text(PAGES["report"](), encoding="utf-8")
    with Browser(chromium, tmp_path / "profile") as browser:
        telephone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
        browser.call("Emulation.setDeviceMetricsOverride", **telephone)
        browser.open(page)
        browser.wait("document.readyState === 'complete' && !!document.querySelector('[data-told]')")
        shown = "document.querySelectorAll('tr[data-level]:not([hidden])').length"
        everything = browser.run(shown)
        assert browser.run("document.documentElement.scrollWidth") <= 390
        # A click on the first bar of the chart leaves only its kind of problem, a second click brings all back.
        click = "document.querySelector('g[data-rule-pick]').dispatchEvent(new MouseEvent('click'))"
        browser.run(click)
        assert 0 < browser.run(shown) < everything
        browser.run(click)
        assert browser.run(shown) == everything
        # Files without problems are out of the way until they are asked for.
        hidden = "document.querySelectorAll('section.clean:not([hidden])').length"
        assert browser.run(hidden) == 0
        browser.run("document.querySelector('[data-clean]').click()")
        assert browser.run(hidden) > 0
        # The list of files sorts by a click on its heading.
        browser.run("document.querySelector('table[data-sort] th:nth-child(6)').click()")
        errors = browser.run(
            "Array.from(document.querySelectorAll('table[data-sort] tbody td:nth-child(6)'), c => +c.textContent)"
        )
        assert errors == sorted(errors, reverse=True)
        assert all(one.startswith("file:") for one in browser.requests)
