"""Jira's tickets, as Jira Cloud stores them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def stamp(time: datetime) -> str:
    """A time as Jira writes it: milliseconds, and an offset without a colon."""
    utc = time.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}+0000"


def account(key: str, name: str, *, app: bool = False, email: str | None = None) -> dict[str, Any]:
    """A person, who may hide their address, or an app's account."""
    made = {"accountId": key, "accountType": "app" if app else "atlassian", "displayName": name, "active": True}
    return made | ({"emailAddress": email} if email else {})


def document(*blocks: dict[str, Any] | str) -> dict[str, Any]:
    """A document; a text is a paragraph of its own."""
    made = [each if isinstance(each, dict) else paragraph(each) for each in blocks]
    return {"type": "doc", "version": 1, "content": made}


def paragraph(*parts: dict[str, Any] | str) -> dict[str, Any]:
    """A paragraph; a text is a node without marks."""
    made = [each if isinstance(each, dict) else {"type": "text", "text": each} for each in parts]
    return {"type": "paragraph", "content": made}


def item(field: str, old: str | None, new: str | None, **more: Any) -> dict[str, Any]:
    """One field that was changed."""
    values = {"from": None, "fromString": old, "to": None, "toString": new}
    return {"field": field, "fieldtype": "jira", "fieldId": field, **values, **more}


def entry(key: str, who: dict[str, Any] | None, time: datetime, *items: dict[str, Any]) -> dict[str, Any]:
    """One entry of a history."""
    return {"id": key, "created": stamp(time), "items": list(items)} | ({"author": who} if who else {})


def comment(
    key: str, who: dict[str, Any] | None, time: datetime, body: Any, *, edited: datetime | None = None
) -> dict[str, Any]:
    """What somebody said on a ticket."""
    made = {"id": key, "body": body, "created": stamp(time), "updated": stamp(edited or time), "jsdPublic": True}
    return made | ({"author": who, "updateAuthor": who} if who else {})


def ticket(
    key: str, name: str, title: str, who: dict[str, Any], time: datetime, *,
    histories: list[dict[str, Any]] | None = None, comments: list[dict[str, Any]] | None = None,
    updated: datetime | None = None, **fields: Any,
) -> dict[str, Any]:  # fmt: skip
    """A ticket with its history and its comments, which are asked for apart."""
    own: dict[str, Any] = {
        "summary": title, "created": stamp(time), "creator": who, "reporter": who, "assignee": None,
        "description": None, "status": {"name": "To Do"}, "issuetype": {"name": "Task"}, "priority": {"name": "Medium"},
        "project": {"key": name.rpartition("-")[0]},
    }  # fmt: skip
    own["updated"] = stamp(updated) if updated else _last(own["created"], histories or [], comments or [])
    return {
        "id": key, "key": name, "fields": own | fields,
        "histories": histories or [], "comments": comments or [],
    }  # fmt: skip


def _last(created: str, histories: list[dict[str, Any]], comments: list[dict[str, Any]]) -> str:
    """When it was changed last."""
    return max([created, *(str(each["created"]) for each in histories), *(str(each["updated"]) for each in comments)])
