"""Headless Chromium, driven by the DevTools protocol through a pipe."""

import base64
import json
import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 60  # a machine that runs every test at once is slow
FLAGS = ("--headless", "--no-sandbox", "--no-first-run", "--disable-gpu", "--hide-scrollbars")


class Browser:
    """One tab."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests = requests
        self._answers = answers
        self._unread = b""
        self._sent = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> Any:
        """Call a method of the protocol, and return its result."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._requests, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._sent:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _read(self) -> dict[str, Any]:
        """Return the next message; keep it if it is an event."""
        while b"\0" not in self._unread:
            if not select.select([self._answers], [], [], SECONDS)[0]:
                raise TimeoutError("Chromium does not answer")
            received = os.read(self._answers, 1 << 20)
            if not received:
                raise RuntimeError("Chromium has ended")
            self._unread += received
        text, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message

    def open(self, url: str, *, width: int = 1280, scheme: str = "light") -> None:
        """Open a page on a screen of this width, where people like this colour scheme."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        likes = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=likes)
        self.events.clear()
        self.call("Page.navigate", url=url)
        while not self.named("Page.loadEventFired"):
            self._read()
        self.settle()

    def named(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of every event of this name since the page was opened."""
        return [each["params"] for each in self.events if each["method"] == method]

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page; a promise is waited for."""
        done = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"]["description"])
        return done["result"].get("value")

    def settle(self) -> None:
        """Wait until the page is painted, and what comes into view is rendered."""
        frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        for _ in range(3):
            self.run(frame)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key: "Tab", "Enter", "Escape", a letter."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        code = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}.get(key, 0)
        event = {"key": key, "modifiers": 8 * shift, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)
        self.settle()

    def screenshot(self, file: Path) -> None:
        """Write what is on the screen to a PNG file."""
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Browser]:
    """Run Chromium with a profile of its own."""
    (child_in, requests), (answers, child_out) = os.pipe(), os.pipe()
    command = [program, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    process = subprocess.Popen(
        # Chromium reads from 3 and writes to 4.
        ["bash", "-c", f'exec "$@" 3<&{child_in} 4>&{child_out}', "bash", *command],
        pass_fds=(child_in, child_out),
        stderr=subprocess.DEVNULL,
    )
    os.close(child_in)
    os.close(child_out)
    try:
        yield Browser(requests, answers)
    finally:
        os.close(requests)  # it ends with its pipe
        process.wait(SECONDS)
        os.close(answers)
