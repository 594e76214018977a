"""The way to a service: proxies, loopback, and tokens that never go in clear, alike for every source."""

import base64
import os
import socket
import subprocess
import sys

import pytest

import timeline as tl
from support_events import WINDOW
from support_wire import TRANSPORTS, answering, head_of, listening
from timeline import demo
from timeline.model.errors import SourceError
from timeline.porting.run import Run
from timeline.porting.source import source_type
from timeline.sources.http import connect
from timeline.sources.http.exchange import BrokenConnection, Request
from timeline.sources.http.route import loopback, proxy_to

VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
EVERY = (*VARIABLES, "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy")
SERVICE = "https://api.acme.test"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    """No variable of the machine, and no name that resolves: what goes straight to the service is refused there."""
    for name in EVERY:
        monkeypatch.delenv(name, raising=False)
    resolve = socket.getaddrinfo

    def resolved(host, *arguments, **named):
        if host not in ("127.0.0.1", "localhost", "::1"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return resolve(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


@pytest.fixture
def proxy():
    """A proxy that writes down what it is asked for and lets nothing through; its address and its log."""
    asked = []

    def serve(connection):
        asked.append(head_of(connection))
        connection.sendall(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with listening(serve) as place:
        yield place, asked


def sent(name, url):
    """Send one call that cannot succeed over that source's transport."""
    with pytest.raises(BrokenConnection):
        TRANSPORTS[name](url).send(Request("x", "x"), 5)


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("form", ["http://{}", "{}"])
def test_every_source_goes_through_the_proxy(name, variable, form, proxy, monkeypatch):
    """Each variable is read by each source, with and without `http://`; the token is not shown to the proxy."""
    place, asked = proxy
    monkeypatch.setenv(variable, form.format(place))
    sent(name, SERVICE)
    assert len(asked) == 1
    assert asked[0].startswith("CONNECT api.acme.test:443 ")
    assert "token" not in asked[0].lower()
    assert "dd-api" not in asked[0].lower()


@pytest.mark.parametrize("name", TRANSPORTS)
def test_a_proxy_with_a_password_gets_it(name, proxy, monkeypatch):
    """As the variable says it, percent-encoded; and it stands in no error."""
    place, asked = proxy
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:pass%40word@{place}")
    with pytest.raises(BrokenConnection) as caught:
        TRANSPORTS[name](SERVICE).send(Request("x", "x"), 5)
    login = base64.b64encode(b"ada:pass@word").decode()
    assert f"proxy-authorization: basic {login}".lower() in asked[0].lower()
    assert "word" not in str(caught.value)


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
def test_every_source_leaves_out_what_is_excepted(name, variable, proxy, monkeypatch):
    """The call goes straight to the service."""
    place, asked = proxy
    monkeypatch.setenv("ALL_PROXY", f"http://{place}")
    monkeypatch.setenv(variable, "other.test, acme.test")
    sent(name, SERVICE)
    assert not asked


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("variable", EVERY[:-2])
def test_loopback_never_goes_through_a_proxy(name, host, variable, proxy, monkeypatch):
    """Whatever is set: a server on this machine is asked itself."""
    place, asked = proxy
    monkeypatch.setenv(variable, f"http://{place}")
    with listening(answering(b"{}")) as server:
        url = f"http://{server}".replace("127.0.0.1", host)
        assert TRANSPORTS[name](url).send(Request("x", "x"), 5).body == b"{}"
    assert not asked


@pytest.mark.parametrize(
    ("set_to", "address", "through"),
    [
        ({"HTTP_PROXY": "p:1"}, SERVICE, None), ({"HTTPS_PROXY": "p:1", "ALL_PROXY": "q:1"}, SERVICE, "http://p:1"),
        ({"https_proxy": "p:1", "HTTPS_PROXY": "q:1"}, SERVICE, "http://p:1"),
        ({"ALL_PROXY": "https://p:1"}, SERVICE, "https://p:1"), ({}, SERVICE, None),
        *(({"ALL_PROXY": "p:1", "NO_PROXY": excepted}, SERVICE, None) for excepted in
          ("*", "acme.test", ".acme.test", "*.acme.test", "API.ACME.TEST", "api.acme.test:443", "x,api.acme.test", "x api.acme.test")),
        *(({"ALL_PROXY": "p:1", "NO_PROXY": excepted}, SERVICE, "http://p:1") for excepted in
          ("", ",", "cme.test", "pi.acme.test", "api.acme.test:8443", "api.acme.test.evil", "10.0.0.0/8", "test.")),
        ({"ALL_PROXY": "p:1", "NO_PROXY": "10.0.0.0/8"}, "https://10.2.3.4", None),
        ({"ALL_PROXY": "p:1", "NO_PROXY": "10.0.0.0/8"}, "https://11.2.3.4", "http://p:1"),
        ({"ALL_PROXY": "p:1", "NO_PROXY": "fd00::/8"}, "https://[fd00::7]", None),
        ({"ALL_PROXY": "p:1", "NO_PROXY": "api.acme.test:8443"}, f"{SERVICE}:8443", None),
    ],
)  # fmt: skip
def test_the_variables_are_read_in_one_way(set_to, address, through, monkeypatch):
    """The own variable before `ALL_PROXY`, small letters before capitals, exceptions by name, address, network and port."""
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    assert proxy_to(address) == through


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize(
    "proxy_value", ["socks5://secretword:1", "ftp://secretword", "http://", "http://secretword:port"]
)
def test_a_proxy_that_cannot_be_used_is_said(name, proxy_value, monkeypatch):
    """Before anything is sent, with what to do, and without its value."""
    monkeypatch.setenv("ALL_PROXY", proxy_value)
    with pytest.raises(SourceError, match="no HTTP proxy") as caught:
        TRANSPORTS[name](SERVICE)
    assert "secretword" not in str(caught.value)


def test_a_proxy_that_cannot_be_used_is_a_gap_of_its_source(monkeypatch):
    """The pull goes on and says what to mend."""
    monkeypatch.setenv("ALL_PROXY", "socks5://p:1")
    monkeypatch.setenv("T", "token")
    (row,) = tl.reconstruct(WINDOW, [tl.PagerDuty(token_env="T")]).coverage
    assert (row.status, row.gaps[0].reason) == ("failed", "proxy")
    assert "HTTPS_PROXY" in row.gaps[0].detail


@pytest.mark.parametrize("name", TRANSPORTS)
def test_a_netrc_never_answers_for_a_token(name, tmp_path, monkeypatch):
    """The header holds the token that was configured, whatever the file of the machine says."""
    (tmp_path / ".netrc").write_text(
        "machine 127.0.0.1 login ada password hunter2\ndefault login ada password hunter2\n"
    )
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    asked = []

    def serve(connection):
        asked.append(head_of(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    with listening(serve) as place:
        TRANSPORTS[name](f"http://{place}").send(Request("x", "x"), 5)
    assert "basic" not in asked[0].lower()
    assert "token" in asked[0] or "dd-api-key: key" in asked[0].lower()


NEEDS = {
    "slack": {"channels": ["C1"]},
    "github": {"repos": ["a/b"]},
    "terraform": {"organization": "a"},
    "jira": {"projects": ["A"]},
    "sentry": {"organization": "a"},
    "statuspage": {"page": "kctbh9vrtdwd"},
}
#: Every source, also those whose calls are carried as another's are.
SOURCES = [*TRANSPORTS, "grafana", "sentry", "statuspage"]
LOOPBACK = ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "[::1]"]
FOREIGN = [
    "api.acme.test",
    "10.0.0.1",
    "0.0.0.0",
    "localhost.acme.test",
    "127.0.0.1.acme.test",
    "[fd00::1]",
    "2130706433",
    "127.1",
]


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("host", FOREIGN)
def test_a_token_never_goes_in_clear_over_a_network(name, host, tmp_path):
    """`http://` off loopback is a mistake of the configuration, in Python and in a file alike; transports refuse it, too."""
    with pytest.raises(tl.ConfigError, match="https://"):
        source_type(name)(base_url=f"http://{host}/api", **NEEDS.get(name, {}))
    with pytest.raises(SourceError, match="never goes in clear"):
        TRANSPORTS.get(name, TRANSPORTS["github"])(f"http://{host}/api")


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("host", LOOPBACK)
def test_a_server_of_this_machine_may_be_asked_in_clear(name, host):
    """All of `127.0.0.0/8`, `::1` and `localhost`."""
    assert source_type(name)(base_url=f"http://{host}:8080/v1/", **NEEDS.get(name, {})).base_url.endswith(":8080/v1")


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize(
    "address",
    ["https://ada:hunter2@api.acme.test", "https://hunter2@api.acme.test/x", "http://127.0.0.1@hunter2.acme.test", "hunter2", "https://",
     "https://api.acme.test?token=hunter2", "https://api.acme.test/#hunter2", "https://api.acme.test\\@hunter2", "https://a b/hunter2",
     "https://api.acme.test/xoxb-hunter2hunter2", "https://api.acme.test:99999/hunter2", "ftp://hunter2", "http://127.0.0.1\n.hunter2"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_unseen(name, address):
    """No user, no password, no token, nothing that two readers of addresses take differently; and it is not repeated."""
    with pytest.raises(tl.ConfigError, match="base_url") as caught:
        source_type(name)(base_url=address, **NEEDS.get(name, {}))
    assert "hunter2" not in str(caught.value)


def test_a_strangers_client_keeps_the_same_rule():
    """A token that `connect` was given does not go in clear either."""
    with pytest.raises(SourceError, match="never goes in clear"):
        connect(Run("web", WINDOW), "http://api.acme.test", headers={"Authorization": "Bearer x"})


@pytest.mark.parametrize("host", [*(each.strip("[]").lower() for each in LOOPBACK), None])
def test_what_loopback_is(host):
    """This machine, by name or address, and nothing else."""
    assert loopback(host) == (host is not None)
    assert not any(loopback(each.strip("[]")) for each in FOREIGN)


@pytest.mark.parametrize("variable", EVERY[:-2])
def test_the_demo_works_behind_a_proxy(variable, tmp_path):
    """Its services are on this machine, whatever is set."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), variable: "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-m", "timeline", "demo", "--quiet", "--source", "datadog", "--source", "slack"],
        capture_output=True, text=True, env=environment, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[:500]
    assert demo.TOKEN not in done.stdout


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("status", [b"301 M", b"302 F", b"303 S", b"307 T", b"308 P"])
def test_a_redirect_is_an_answer_and_no_way(name, status):
    """The token goes to no other place, be it on the same machine; the call is made once."""
    asked, stolen = [], []

    def serve(connection):
        asked.append(head_of(connection))
        target = f"Location: http://{other}/steal\r\n".encode()
        connection.sendall(
            b"HTTP/1.1 " + status + b"\r\n" + target + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
        )

    with listening(lambda connection: stolen.append(head_of(connection))) as other, listening(serve) as place:
        assert TRANSPORTS[name](f"http://{place}").send(Request("x", "x"), 5).status == int(status[:3])
    assert (len(asked), stolen) == (1, [])
