"""Headless Firefox, driven through WebDriver BiDi: no driver program, no library.

The same few calls as `browser.Browser`, so that one test tries a page in both. Requests are noted in `Firefox.requests`.
"""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from browser import Page

PREFERENCES = {
    "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.download.alwaysOpenPanel": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


class Socket:
    """The client's side of a WebSocket, text messages only (RFC 6455)."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._socket = socket.create_connection((host, port), timeout=120)
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self._socket.sendall(f"{head}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self._rest = b""
        while b"\r\n\r\n" not in self._rest:
            self._rest += self._socket.recv(4096)
        answer, self._rest = self._rest.split(b"\r\n\r\n", 1)
        assert b" 101 " in answer.split(b"\r\n")[0], answer

    def send(self, text: str) -> None:
        data, mask = text.encode(), os.urandom(4)
        size = len(data)
        length = (
            bytes([0x80 | size])
            if size < 126
            else bytes([0x80 | 126]) + struct.pack(">H", size)
            if size < 1 << 16
            else bytes([0x80 | 127]) + struct.pack(">Q", size)
        )
        pad = mask * (size // 4 + 1)
        masked = (int.from_bytes(data, "big") ^ int.from_bytes(pad[:size], "big")).to_bytes(size, "big")
        self._socket.sendall(b"\x81" + length + mask + masked)

    def receive(self) -> str:
        """The next text message, put together from its frames."""
        whole = b""
        while True:
            first, size = self._take(2)
            size &= 0x7F
            if size > 125:
                size = int.from_bytes(self._take(2 if size == 126 else 8), "big")
            data = self._take(size)
            if first & 0x0F in (0, 1, 2):
                whole += data
                if first & 0x80:
                    return whole.decode()

    def _take(self, size: int) -> bytes:
        parts, have = [self._rest], len(self._rest)
        while have < size:
            data = self._socket.recv(1 << 20)
            assert data, "the browser has gone"
            parts.append(data)
            have += len(data)
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def close(self) -> None:
        self._socket.close()


class Firefox(Page):
    """One page of a Firefox with an empty profile. Used as a context manager."""

    def __init__(self, program: str, profile: Path, *, width: int = 1366, height: int = 768) -> None:
        super().__init__()
        self.downloads = profile / "downloads"
        self.downloads.mkdir(parents=True)
        wanted = PREFERENCES | {"browser.download.dir": str(self.downloads)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._size = {"width": width, "height": height}
        self._number = 0
        command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"MOZ_HEADLESS": "1"},
        )

    def __enter__(self) -> Firefox:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            found = re.search(r"ws://(127\.0\.0\.1|localhost):(\d+)", line)
            if found:
                break
        else:
            raise AssertionError("Firefox did not start")
        self._socket = Socket("127.0.0.1", int(found[2]), "/session")
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        self._context = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.resize(**self._size)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.call("browser.close")
            self._process.wait(20)
        except (OSError, AssertionError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._socket.close()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command's result. Raises AssertionError with the browser's complaint."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.receive())
            if message.get("id") == self._number:
                assert message["type"] == "success", f"{method}: {message}"
                return dict(message["result"])
            self._heard(message)

    def _heard(self, message: dict[str, Any]) -> None:
        told = message.get("params", {})
        if message.get("method") == "network.beforeRequestSent":
            self.requests.append(told["request"]["url"])
        elif message.get("method") == "log.entryAdded":
            self.console.append(str(told.get("text")))

    def open(self, path: Path) -> None:
        self.call("browsingContext.navigate", context=self._context, url=path.as_uri(), wait="none")

    def run(self, script: str) -> Any:
        made = self.call("script.evaluate", expression=script, target={"context": self._context}, awaitPromise=True)
        assert made["type"] == "success", made
        return _plain(made["result"])

    def choose(self, selector: str, *paths: Path) -> None:
        if "folder" in selector:
            self._choose_folder(selector, paths[0])
            return
        node = self.call(
            "script.evaluate",
            expression=f"document.querySelector({json.dumps(selector)})",
            target={"context": self._context},
            awaitPromise=False,
        )["result"]
        files = [str(path.resolve()) for path in paths]
        self.call("input.setFiles", context=self._context, element={"sharedId": node["sharedId"]}, files=files)

    def _choose_folder(self, selector: str, folder: Path) -> None:
        """BiDi sets no folders: the input is given the files that its dialogue would give it."""
        files = [
            [path.relative_to(folder.parent).as_posix(), base64.b64encode(path.read_bytes()).decode()]
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
        self.run(f"""(() => {{
            const input = document.querySelector({json.dumps(selector)});
            const files = {json.dumps(files)}.map(([path, data]) => {{
                const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
                const file = new File([bytes], path.split("/").pop());
                Object.defineProperty(file, "webkitRelativePath", {{ value: path }});
                return file;
            }});
            Object.defineProperty(input, "files", {{ value: files, configurable: true }});
            input.dispatchEvent(new Event("change"));
            delete input.files;
        }})()""")

    def press(self, key: str, times: int = 1) -> None:
        codes = {"Tab": "\ue004", "Enter": "\ue007", " ": " "}
        actions = [{"type": kind, "value": codes[key]} for _ in range(times) for kind in ("keyDown", "keyUp")]
        self.call(
            "input.performActions", context=self._context, actions=[{"type": "key", "id": "keys", "actions": actions}]
        )

    def resize(self, width: int, height: int) -> None:
        self.call("browsingContext.setViewport", context=self._context, viewport={"width": width, "height": height})

    def picture(self, path: Path, *, whole: bool = False) -> None:
        origin = "document" if whole else "viewport"
        made = self.call("browsingContext.captureScreenshot", context=self._context, origin=origin)
        path.write_bytes(base64.b64decode(made["data"]))

    def pdf(self, path: Path) -> None:
        made = self.call("browsingContext.print", context=self._context, background=True, orientation="landscape")
        path.write_bytes(base64.b64decode(made["data"]))


def _plain(value: dict[str, Any]) -> Any:
    """A BiDi value as Python has it."""
    kind = value["type"]
    if kind == "array":
        return [_plain(one) for one in value["value"]]
    if kind == "object":
        return {key: _plain(one) for key, one in value["value"]}
    return value.get("value")
