"""The toolkit for sources over HTTP: what ours are made of, and yours.

Importing it loads no HTTP client; the first call does.
"""

from timeline.model.profile import Profile
from timeline.model.window import parse_span, utc_text
from timeline.porting.draft import Draft, actor, by, first_line, readable
from timeline.porting.incident import Incident
from timeline.porting.payload import Once, at, block, iso_time, needed, objects, records, rows, text
from timeline.porting.pool import Job
from timeline.porting.subject import Subject, alerts_of, pages_of, words_of
from timeline.sources.http.client import Client, Dialect
from timeline.sources.http.exchange import Broken, BrokenConnection, Limited, Request, Response, Transport, Verdict
from timeline.sources.http.limits import Pace, seconds_of
from timeline.sources.http.listing import commented, listed
from timeline.sources.http.opening import connect, to_service
from timeline.sources.http.paging import (
    After,
    Count,
    Page,
    Recover,
    Sender,
    address,
    cursor,
    follow,
    halves,
    ids,
    link,
    number,
    offset,
)
from timeline.sources.http.settings import Address, Settings, Span, Variable, WebAddress, secret

__all__ = [
    "Address",
    "After",
    "Broken",
    "BrokenConnection",
    "Client",
    "Count",
    "Dialect",
    "Draft",
    "Incident",
    "Job",
    "Limited",
    "Once",
    "Pace",
    "Page",
    "Profile",
    "Recover",
    "Request",
    "Response",
    "Sender",
    "Settings",
    "Span",
    "Subject",
    "Transport",
    "Variable",
    "Verdict",
    "WebAddress",
    "actor",
    "address",
    "alerts_of",
    "at",
    "block",
    "by",
    "commented",
    "connect",
    "cursor",
    "first_line",
    "follow",
    "halves",
    "ids",
    "iso_time",
    "link",
    "listed",
    "needed",
    "number",
    "objects",
    "offset",
    "pages_of",
    "parse_span",
    "readable",
    "records",
    "rows",
    "seconds_of",
    "secret",
    "text",
    "to_service",
    "utc_text",
    "words_of",
]
