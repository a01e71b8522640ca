"""What the site shows beyond the files of docs/: a page per kind of rule and per notice, and the project's own papers.

A hook of MkDocs (mkdocs.yml). The sources stay as a reader of the repository sees them; here their links are turned to the
site's pages, and what Markdown elsewhere forgives (a list without a blank line before it) is made to hold here too.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
KINDS, PACKS = "规则种类.md", "rules.md"
MOUNTED = {
    "README.md": "english.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
    "bench/README.md": "bench.md",
    "macros/README.md": "macros.md",
    "xltools/cli/news.md": "更新说明.md",
    "NOTICE": "notice.md",
}
"""Papers outside docs/ -> their page."""
SOURCES = {page: source for source, page in MOUNTED.items()}
_LINK = re.compile(r"(?P<bang>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_LIST = re.compile(r"^([-*]|\d+\.) ")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”]")
_KIND_LINK = re.compile(r"\]\(#(?P<kind>[a-z][a-z-]*)\)")


def read(source: str) -> str:
    return (ROOT / source).read_text(encoding="utf-8")


def sections(text: str, head: str = "## ") -> Iterator[tuple[str, str]]:
    """(heading, what stands below) of a page; what stands before the first heading has none."""
    parts = re.split(rf"^{head}(.+)$", text, flags=re.MULTILINE)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)


def kinds() -> dict[str, str]:
    """Kind -> its page: in Chinese with a table that passes and one that fails, then the code's own words."""
    own_words = dict(sections(read("docs/rules.md").partition("\n## 规则种类")[2], "### "))
    pages = {}
    for kind, text in sections(read(f"docs/{KINDS}")):
        if kind:
            more = own_words.get(kind, "").strip()
            english = f"\n## 代码里的说明（英文）\n\n{more}\n" if more else ""
            title, _, below = text.strip().partition("\n")
            pages[f"规则种类/{kind}.md"] = f"# {title}（{kind}）\n{below.rstrip()}\n{english}"
    return pages


def packs() -> dict[str, str]:
    """A page per notice: every rule and column with its clause and an example that does not pass."""
    pages = {}
    for title, text in sections(read(f"docs/{PACKS}")):
        found = re.search(r"`([\w-]+)`", title)
        if found:
            linked = _KIND_LINK.sub(r"](../规则种类/\g<kind>.md)", text)
            pages[f"规则/{found[1]}.md"] = f"# {title}\n{linked}"
    return pages


def index(page: str, made: dict[str, str]) -> str:
    """The introduction of a page that was divided, and the list of its parts."""
    intro = next(sections(read(f"docs/{page}")))[1]
    lines = [
        f"- [{text.splitlines()[0].removeprefix('# ')}]({name}){_first_words(text)}" for name, text in made.items()
    ]
    return intro.rstrip() + "\n\n" + "\n".join(lines) + "\n"


def _first_words(text: str) -> str:
    words = next((line for line in text.splitlines()[1:] if line and not line.startswith(("#", "|"))), "")
    return f"：{words}" if words else ""


GENERATED = {
    **kinds(),
    **packs(),
    **{page: read(source) for source, page in MOUNTED.items() if source != "NOTICE"},
    "notice.md": f"# 所含软件的许可\n\n```text\n{read('NOTICE')}```\n",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The navigation names the divided pages and the decisions once; their parts are put below."""
    below = {
        KINDS: [KINDS, *kinds()],
        PACKS: [PACKS, *packs()],
        "decisions/README.md": [f"decisions/{path.name}" for path in sorted((DOCS / "decisions").glob("*.md"))],
    }
    config.nav = _filled(config.nav or [], below)
    return config


def _filled(nav: list[Any], below: dict[str, list[str]]) -> list[Any]:
    filled: list[Any] = []
    for entry in nav:
        if isinstance(entry, dict):
            title, inside = next(iter(entry.items()))
            inside = _filled(inside, below) if isinstance(inside, list) else below.get(inside, inside)
            filled.append({title: inside})
        else:
            filled.append(entry)
    return filled


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for name, text in GENERATED.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs' names
    uri = page.file.src_uri
    if uri == KINDS:
        markdown = index(KINDS, kinds())
    elif uri == PACKS:
        markdown = index(PACKS, packs())
    return forgiving(_LINK.sub(lambda found: link(found, uri, files), markdown))


def link(found: re.Match[str], uri: str, files: Files) -> str:
    """A link as the site needs it: to a page, or only its text where the target is source code."""
    target = found["target"]
    if not target or re.match(r"[a-z]+:", target):
        return found[0]
    here = posixpath.dirname(SOURCES.get(uri, f"docs/{uri}"))
    meant = posixpath.normpath(posixpath.join(here, target))
    wanted = MOUNTED.get(meant, meant.removeprefix("docs/") if meant.startswith("docs/") else "")
    if meant == "docs" or (DOCS.parent / meant).is_dir():
        wanted = f"{meant.removeprefix('docs/')}/README.md"
    if files.get_file_from_path(wanted) is None:
        return found["text"] if (ROOT / meant).exists() else found[0]
    anchor = found["anchor"] or ""
    if wanted == PACKS and f"规则种类/{anchor[1:]}.md" in GENERATED:
        wanted, anchor = f"规则种类/{anchor[1:]}.md", ""
    relative = os.path.relpath(wanted, posixpath.dirname(uri) or ".")
    return f"{found['bang']}[{found['text']}]({relative}{anchor})"


def forgiving(markdown: str) -> str:
    """Fences without our own words behind `console`, a blank line before a list, no blank where a Chinese line was broken."""
    made: list[str] = []
    fence = ""
    for line in markdown.splitlines():
        opening = _FENCE.match(line)
        if fence:
            fence = "" if line.strip() == fence else fence
            made.append(line)
        elif opening:
            fence = opening[1]
            made.append(re.sub(r"^(`+\w*).*", r"\1", line))
        elif made and goes_on(made[-1], line):
            made[-1] += line.lstrip()
        else:
            made += ["", line] if made and starts_list(made[-1], line) else [line]
    return "\n".join(made) + "\n"


def goes_on(before: str, line: str) -> bool:
    """Whether two lines of the source are one line of Chinese text."""
    ends, begins = before.rstrip()[-1:], line.lstrip()[:1]
    return bool(_CHINESE.match(ends) and _CHINESE.match(begins)) and not before.startswith(("#", "|"))


def starts_list(before: str, line: str) -> bool:
    """Whether a list begins right below a paragraph."""
    return bool(_LIST.match(line) and before.strip()) and not _LIST.match(before) and before[0] != " "


def on_post_build(config: MkDocsConfig) -> None:
    """No server, no page for what a server does not find; its links would lead to the root of the disk."""
    (Path(config.site_dir) / "404.html").unlink(missing_ok=True)
