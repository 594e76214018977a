"""E-mail addresses as keys: what makes two the same, whose they cannot be alone, and which of them name a login."""

from __future__ import annotations

import re

from timeline.model.spelling import compared

#: What stands in an address's place once a service's answer has been cleaned.
PLACEHOLDER = re.compile(r"⟨e-mail (shared )?[^⟨⟩\s]+⟩")
#: An address in words, or what stands there once they were cleaned: nothing judges whether it can be delivered to.
_ANY = re.compile(r"⟨e-mail\b|[^\s@<>()]@[^\s@<>()]")
_NOREPLY = re.compile(r"(?:\d{1,20}\+)?(?P<login>[^\s@+]{1,64})@users\.noreply\.(?P<host>[a-z0-9.-]{1,253})")
#: Words of a local part that are no person's name: one of them makes it a role's, a group's or a machine's.
_GROUPS_WORDS = """
    abuse admin administrator admins alerting alertmanager alerts automation billing bot bots builds contact daemon
    deploy deployment deployments deploys developers devops donotreply engineering escalation escalations everyone
    feedback helpdesk hostmaster incident incidents infra infrastructure jenkins list mailer marketing monitoring noc
    noreply notification notifications oncall operations ops pager pagerduty platform postmaster reception reliability
    sales security service services shared sre staff status support sysadmin team teams terraform webmaster
"""
#: Words that are somebody's name, too (Dev Patel): they name a role where they stand alone.
_ALONE_WORDS = """
    accounts alert all announce build cd ci compliance cron data dev devs eng finance group hello help hr info it
    jira jobs legal mail news nobody office press privacy product reply root schedule soc tech
"""
_GROUPS, _ALONE = frozenset(_GROUPS_WORDS.split()), frozenset(_ALONE_WORDS.split())
_SPLIT_WORDS = re.compile(r"(on|no|do[._-]?not)[._-]?(call|reply)")
_PARTS = re.compile(r"[._+-]|(?<=[a-z])(?=\d)")


def holds_address(words: str) -> bool:
    """Whether an address stands in the words, or what stands in the place of one."""
    return bool(_ANY.search(words))


def is_shared(address: str) -> bool:
    """Whether the local part names a role or a group: `oncall@`, `team-infra@`, `no-reply@`."""
    found = PLACEHOLDER.fullmatch(address)
    if found:
        return bool(found[1])
    local = _SPLIT_WORDS.sub(_joined, compared(address).partition("@")[0])
    return local in _ALONE or not _GROUPS.isdisjoint(_PARTS.split(local))


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[._-]", "", found[0])


def github_account(address: str) -> str | None:
    """The account that a GitHub noreply address is, as its page is addressed: `github.com/ada-l`."""
    found = _NOREPLY.fullmatch(compared(address))
    return f"{found['host']}/{found['login']}" if found else None
