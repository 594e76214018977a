"""One headless Chromium for all tests of a run, driven over its DevTools pipe; it has no network."""

import fcntl
import json
import os
import select
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

import pytest

from support_needs import needs

ALONE = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--mute-audio",
    "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
]  # fmt: skip
# The browser reads commands from descriptor 3 and answers on 4, whatever they are called here.
LAUNCH = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
PATIENCE = 30
# Every node, those of templates too: an element by its name and attributes, all else that is no text by its kind.
NODES = """(() => { const found = [], walk = root => {
  const all = document.createNodeIterator(root);
  for (let node; node = all.nextNode();) {
    if (node.nodeType === 1) {
      const names = Element.prototype.getAttributeNames.call(node).sort();
      found.push(`${node instanceof HTMLElement ? '' : 'x:'}${node.localName}[${names}]`);
      if (node instanceof HTMLTemplateElement) walk(node.content);
      if (node.shadowRoot) walk(node.shadowRoot);
    } else if (node.nodeType !== 3) found.push(`#${node.nodeType}`) } };
  walk(document); return found })()"""
# What a handler or a timer of a page does, it does before two frames and a timer have passed.
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))"


@dataclass
class Seen:
    """What a page did by itself.

    Attributes:
        dialogs, errors, requests: in order, as the browser told them; the page's own file is no request.
        nodes: how many there are of each element with those attributes, and of each comment and the like.
    """

    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    nodes: Counter = field(default_factory=Counter)

    @property
    def acts(self):
        """All that a page of words does not do."""
        return [*self.dialogs, *self.errors, *self.requests]


class Browser:
    """Chromium, with one page."""

    def __init__(self, program, profile):
        (reads, self._write), (self._read, writes) = _pipe(), _pipe()
        command = [sys.executable, "-c", LAUNCH, str(reads), str(writes), program, *ALONE, f"--user-data-dir={profile}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, pass_fds=(reads, writes), **quiet)
        os.close(reads)
        os.close(writes)
        self._numbers, self._rest = count(1), b""
        self._session, self._page, self._loaded, self.seen = None, None, False, Seen()
        self._begin()

    def _begin(self):
        """The one page, in which each file is opened after the other."""
        self.call("Target.setDiscoverTargets", discover=True)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def open(self, file):
        """Open a file from disk, without a network, and wait until it has done what it does by itself."""
        self._page, self._loaded, self.seen = file.as_uri(), False, Seen()
        self.call("Page.navigate", url=self._page)
        while not self._loaded:
            self._message()
        self._settle()
        self.seen.nodes = Counter(self.run(NODES))
        return self.seen

    def _settle(self):
        try:
            self.run(SETTLED)
        except AssertionError:  # the page has gone elsewhere, which is seen; what it went to is looked at
            self.run(SETTLED)

    def run(self, script):
        """The value of a script in the page, which its policy does not hold back."""
        given = {"expression": script, "awaitPromise": True, "returnByValue": True}
        answer = self.call("Runtime.evaluate", **given)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"].get("exception", {}).get("description", answer))
        return answer["result"].get("value")

    def press(self, *keys):
        """Press each of those keys, as somebody at the keyboard would."""
        for key in keys:
            typed = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            told = {"key": key, "text": typed} if typed else {"key": key}
            number = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}.get(key, ord(key[0].upper()))
            self.call("Input.dispatchKeyEvent", type="keyDown", windowsVirtualKeyCode=number, **told)
            self.call("Input.dispatchKeyEvent", type="keyUp", windowsVirtualKeyCode=number, key=key)

    def drag(self, start, end):
        """Press the mouse at one point of the window, move it to the other, and let it go."""
        for kind, (x, y) in (
            ("mouseMoved", start),
            ("mousePressed", start),
            ("mouseMoved", end),
            ("mouseReleased", end),
        ):
            held = {} if kind == "mouseMoved" and (x, y) == start else {"button": "left", "buttons": 1, "clickCount": 1}
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **held)

    def look(self, *, width=1200, height=900, media=""):
        """Show pages in a window of that size, or as they are printed."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media=media)

    def until(self, true):
        """Wait until it is so, as for a file that the browser writes by itself."""
        for _ in range(PATIENCE * 50):
            if true():
                return
            time.sleep(0.02)
        raise AssertionError("it never was so")

    def call(self, method, *, session=..., **params):
        """The answer to one command; what the browser tells meanwhile is kept."""
        number = self._send(method, params, session)
        while (told := self._message()).get("id") != number:
            pass
        if "error" in told:
            raise AssertionError(f"{method}: {told['error']}")
        return told["result"]

    def quit(self):
        """End it."""
        self._send("Browser.close", {}, session=None)
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._read)
            os.close(self._write)

    def _send(self, method, params, session=...):
        number, session = next(self._numbers), self._session if session is ... else session
        told = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._write, json.dumps(told).encode() + b"\0")
        return number

    def _message(self):
        """The next thing that it tells: an answer, or an event, which is noted."""
        while b"\0" not in self._rest:
            if not select.select([self._read], [], [], PATIENCE)[0]:
                raise AssertionError("the browser says nothing")
            self._rest += os.read(self._read, 1 << 20) or _ended()
        message, _, self._rest = self._rest.partition(b"\0")
        told = json.loads(message)
        if "method" in told:
            self._note(told["method"], told["params"], told.get("sessionId"))
        return told

    def _note(self, method, told, session):
        if method == "Target.targetCreated" and told["targetInfo"].get("openerId"):
            self.seen.requests.append(f"opened {told['targetInfo']['url']}")
        elif session is None or session != self._session:
            return
        elif method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Page.javascriptDialogOpening":
            self.seen.dialogs.append(told["message"])
            self._send("Page.handleJavaScriptDialog", {"accept": True})
        else:
            self.seen.errors += _errors(method, told)
            self.seen.requests += [address for address in _requests(method, told) if address != self._page]


def _errors(method, told):
    """What a console shows as an error."""
    if method == "Runtime.exceptionThrown":
        yield str(told["exceptionDetails"])
    elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
        yield str(told["args"])
    elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
        yield f"{told['entry']['text']} {told['entry'].get('url', '')}"


def _requests(method, told):
    """What is asked for, be it by going there."""
    if method == "Network.requestWillBeSent":
        yield told["request"]["url"]
    elif method == "Page.frameNavigated" and told["frame"]["url"] != "about:blank":
        yield told["frame"]["url"]


def _pipe():
    """The two ends of a pipe, with numbers that are not in the way of those which the browser wants."""
    ends = os.pipe()
    made = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return made


def _ended():
    raise AssertionError("the browser has ended")


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """The one browser of the run, started when a test first asks for it."""
    made = Browser(needs("chromium", "google-chrome"), tmp_path_factory.mktemp("profile"))
    yield made
    made.quit()
