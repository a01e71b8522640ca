"""Headless Chromium, driven through its DevTools pipe: no driver, no library, no port. (Firefox: tests/firefox.py.)

Every request that any part of the page makes (its worker too) is noted in `Browser.requests`.
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Any

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


_SAID = "document.body.innerText.slice(0, 2000)"
_KEYS = {"Tab": 9, "Enter": 13, " ": 32}


class Page(ABC):
    """What a test does with a page, in whichever browser."""

    downloads: Path

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.console: list[str] = []

    @abstractmethod
    def open(self, path: Path) -> None: ...

    @abstractmethod
    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; promises are awaited."""

    @abstractmethod
    def choose(self, selector: str, *paths: Path) -> None:
        """Put files (or one folder) into an <input type=file>."""

    @abstractmethod
    def press(self, key: str, times: int = 1) -> None:
        """Press a key (Tab, Enter, a blank)."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """The window's inside."""

    @abstractmethod
    def picture(self, path: Path, *, whole: bool = False) -> None: ...

    @abstractmethod
    def pdf(self, path: Path) -> None: ...

    def saved(self, pattern: str, seconds: float = 15) -> Path:
        """The file that the page saved under such a name."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            unfinished = [*self.downloads.glob("*.part"), *self.downloads.glob("*.crdownload")]
            found = [path for path in self.downloads.glob(pattern) if path.stat().st_size]
            if found and not unfinished:
                return found[0]
            self.run("new Promise((done) => setTimeout(() => done(1), 100))")
        raise AssertionError(
            f"{pattern} was not saved within {seconds} s: {list(self.downloads.iterdir())}; {self.run(_SAID)}"
        )

    def wait(self, script: str, seconds: float = 120) -> Any:
        """Until the expression is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s: {script}; console: {self.console}")


class Browser(Page):
    """One page of a Chromium with an empty profile. Used as a context manager."""

    def __init__(self, program: str, profile: Path, *, width: int = 1366, height: int = 768) -> None:
        super().__init__()
        self.downloads = profile / "downloads"
        self._number = 0
        self._replies: dict[int, dict[str, Any]] = {}
        self._rest = b""
        self._session = ""
        hears, self._write = os.pipe()
        self._read, tells = os.pipe()

        def wire() -> None:  # the browser reads commands from 3 and writes to 4
            first, second = os.dup(hears), os.dup(tells)
            os.dup2(first, 3)
            os.dup2(second, 4)
            os.set_inheritable(3, True)
            os.set_inheritable(4, True)

        command = [program, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=wire
        )
        os.close(hears)
        os.close(tells)

    def __enter__(self) -> Browser:
        self.call("Target.setDiscoverTargets", discover=True)
        pages = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        target = pages[0]["targetId"] if pages else self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        for domain in ("Network", "Runtime", "Log", "Page", "DOM"):
            self.call(f"{domain}.enable")
        self.downloads.mkdir(parents=True, exist_ok=True)
        self.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._send("Browser.close", {}, "")
            self._process.wait(20)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def call(self, method: str, *, timeout: float = 120, **parameters: Any) -> dict[str, Any]:
        """One command's result. Raises AssertionError with the browser's complaint."""
        number = self._send(method, parameters, self._session)
        end = time.monotonic() + timeout
        while number not in self._replies:
            self._listen(end)
        reply = self._replies.pop(number)
        assert "error" not in reply, f"{method}: {reply['error']}"
        return dict(reply["result"])

    def open(self, path: Path) -> None:
        self.call("Page.navigate", url=path.as_uri())

    def run(self, script: str) -> Any:
        made = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in made, made["exceptionDetails"]
        return made["result"].get("value")

    def choose(self, selector: str, *paths: Path) -> None:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path.resolve()) for path in paths])

    def press(self, key: str, times: int = 1) -> None:
        text = {"Enter": "\r", " ": " "}.get(key, "")
        for _ in range(times):
            self.call(
                "Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=_KEYS[key], text=text
            )
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=_KEYS[key])

    def resize(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def pdf(self, path: Path) -> None:
        made = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        path.write_bytes(base64.b64decode(made["data"]))

    def _send(self, method: str, parameters: dict[str, Any], session: str) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session and not method.startswith("Browser."):
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._number

    def _listen(self, end: float) -> None:
        ready, _, _ = select.select([self._read], [], [], max(0.0, end - time.monotonic()))
        assert ready, "the browser does not answer"
        data = os.read(self._read, 1 << 16)
        assert data, "the browser has gone"
        *messages, self._rest = (self._rest + data).split(b"\0")
        for text in messages:
            self._heard(json.loads(text))

    def _heard(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self._replies[message["id"]] = message
            return
        method, told = message["method"], message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(told["url"])
        elif (
            method == "Target.attachedToTarget"
            and told["sessionInfo" if "sessionInfo" in told else "sessionId"] != self._session
        ):
            self._send("Network.enable", {}, told["sessionId"])
            self._send("Log.enable", {}, told["sessionId"])
            self._send("Runtime.enable", {}, told["sessionId"])
            self._send("Runtime.runIfWaitingForDebugger", {}, told["sessionId"])
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(told["exceptionDetails"].get("exception", told["exceptionDetails"])))
        elif method == "Log.entryAdded":
            self.console.append(told["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append(" ".join(str(part.get("value", part.get("description", ""))) for part in told["args"]))
