"""The way to an address: whether a token may go there, and through which proxy; read in one way for every source."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from timeline.model.errors import SourceError

_PORTS = {"http": 80, "https": 443}


def loopback(host: str | None) -> bool:
    """Whether that host is this machine: `localhost`, `127.0.0.0/8` or `::1`."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def proxy_to(address: str) -> str | None:
    """The proxy on the way to that address, or None where there is none.

    The variables are `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters too, which win; a
    system's own settings hold where none is set. Loopback never goes through a proxy.

    Raises:
        SourceError: the address or the proxy is one that no token may be given to.
    """
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - it takes its time, and only a pull needs it

    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    if loopback(host):
        return None
    if parts.scheme != "https":
        raise SourceError(
            "http:// is taken for loopback addresses only: a token never goes in clear over a network",
            call="base_url", reason="bad_link", remedy="write https://",
        )  # fmt: skip
    found = getproxies()
    proxy = found.get(parts.scheme) or found.get("all")
    if not proxy or _excepted(host, port, found.get("no", "")) or proxy_bypass(host):
        return None
    return _checked(proxy)


def _checked(proxy: str) -> str:
    """The proxy as an address; its words are not repeated, as a password may stand in it."""
    whole = proxy if "://" in proxy else f"http://{proxy}"
    try:
        fine = urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).hostname and urlsplit(whole).port != 0
    except ValueError:
        fine = False
    if not fine:
        remedy = "set HTTPS_PROXY to http://HOST:PORT, or except the host in NO_PROXY"
        raise SourceError("the proxy of the environment is no HTTP proxy", call="proxy", reason="proxy", remedy=remedy)
    return whole


def _excepted(host: str, port: int, entries: str) -> bool:
    return any(_covers(entry, host, port) for entry in re.split(r"[\s,]+", entries.lower()) if entry)


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether an entry of `NO_PROXY` is that host's: `*`, a name with those below it, an address, a network, a port."""
    if entry == "*":
        return True
    if entry.count(":") == 1:  # more of them are an IPv6 address
        entry, _, told = entry.partition(":")
        if told != str(port):
            return False
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        name = entry.removeprefix("*").lstrip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))
