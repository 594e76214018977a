"""Sources that are each broken in one way, and the rule that has to say so."""

from __future__ import annotations

import itertools
import json
import logging
import re
import time
import urllib.request
from datetime import UTC, datetime
from typing import ClassVar

import httpx
from support_shipyard import Shipyard

import timeline as tl
from timeline.sources import http

#: Every broken source, with the rule that it breaks.
BROKEN = {}


def breaks(rule):
    """Take a source in among the broken ones."""

    def taken(made):
        BROKEN[made] = rule
        return made

    return taken


# What is told: pages and rows.


@breaks("told.all")
class FirstPageOnly(Shipyard):
    def pages(self, run, asked):
        return itertools.islice(super().pages(run, asked), 1)


@breaks("told.all")
class LostLastPage(Shipyard):
    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            if page.data["meta"]["next"]:
                for each in page.rows("items"):
                    yield from run.emit(self.draft(each))


@breaks("told.only")
class ToldTwice(Shipyard):
    def fetch(self, window, run):
        for found in super().fetch(window, run):
            yield found
            yield found.but(id=f"{found.id}/again")


@breaks("told.complete")
class MiscountedRows(Shipyard):
    def fetch(self, window, run):
        yield from super().fetch(window, run)
        run.count(raw_rows=1)


@breaks("told.complete")
class NaiveTimes(Shipyard):
    def fetch(self, window, run):
        for found in super().fetch(window, run):
            yield tl.Event(**vars(found) | {"time": found.time.replace(tzinfo=None)})


# Ids.


@breaks("id.unique")
class IdOfTheService(Shipyard):
    def key(self, each):
        return each["service"]["id"]


@breaks("id.stated")
class IdAsFloat(Shipyard):
    def key(self, each):
        return str(float(each["number"]))


@breaks("id.stated")
class IdOfAHash(Shipyard):
    def key(self, each):
        return f"{hash((each['at'], each['state'])):x}"


@breaks("id.prefix")
class IdWithoutPrefix(Shipyard):
    def fetch(self, window, run):
        for found in super().fetch(window, run):
            yield found.but(id=found.id.partition(":")[2])


@breaks("same.twice")
class IdThatCounts(Shipyard):
    def key(self, each):
        return f"{each['id']}/{next(COUNTER)}"


COUNTER = itertools.count()


@breaks("same.paged")
class IdOfThePage(Shipyard):
    def fetch(self, window, run):
        for number, page in enumerate(self.pages(run, self.asked(window, run))):
            for each in page.rows("items"):
                for found in run.emit(self.draft(each)):
                    yield found.but(id=f"{found.id}/{number}") if isinstance(found, tl.Event) else found


@breaks("same.shuffled")
class IdOfThePlace(Shipyard):
    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            for place, each in enumerate(page.rows("items")):
                for found in run.emit(self.draft(each)):
                    yield found.but(tags={"place": str(place)}) if isinstance(found, tl.Event) else found


# Times.


@breaks("time.true")
class OtherField(Shipyard):
    def stamp(self, each):
        return each["seen_at"]


@breaks("same.clock")
class TimeOfTheClock(Shipyard):
    def fetch(self, window, run):
        for found in super().fetch(window, run):
            yield found.but(summary=f"{found.summary}, {(run.now - found.time).days} days ago")


@breaks("same.clock")
class WindowOfTheClock(Shipyard):
    def asked(self, window, run):
        return {"since": http.utc_text(run.now - http.parse_span("3d")), "until": http.utc_text(run.now)}


@breaks("time.moves")
class TimeOfTheWindow(Shipyard):
    def stamp(self, each):
        return f"2019-06-20T{each['at'][11:]}" if each["at"] < "2019-06-20T19" else each["at"].replace("T20:", "T19:")


@breaks("row.time")
class ClockWhereNone(Shipyard):
    def stamp(self, each):
        try:
            return tl.read_iso(each.get("at"))
        except ValueError:
            return each["seen_at"]


@breaks("row.time")
class StartWhereNone(Shipyard):
    def fetch(self, window, run):
        for found in super().fetch(window, run):
            if isinstance(found, tl.Gap) and found.reason == "undated" and found.where:
                yield tl.Event(id=found.where, time=window.start, precision="s", source=self.name,
                               kind="deploy.started", summary="A deployment was started")  # fmt: skip
            yield found


@breaks("time.zone")
class NoZoneIsUtc(Shipyard):
    def stamp(self, each):
        at = str(each["at"])
        return at if re.search(r"Z|[+-]\d\d:\d\d$", at) else f"{at}Z"


@breaks("time.offset")
class CutOffset(Shipyard):
    def stamp(self, each):
        return f"{str(each['at'])[:23]}Z"


@breaks("same.zone")
class LocalTime(Shipyard):
    def stamp(self, each):
        try:
            local = time.mktime(time.strptime(each["at"][:19], "%Y-%m-%dT%H:%M:%S"))
            at = datetime.fromtimestamp(local, UTC)
        except (TypeError, ValueError):
            return None
        return f"{at:%Y-%m-%dT%H:%M:%S}{each['at'][19:]}"


@breaks("time.precision")
class InventedPrecision(Shipyard):
    def stamp(self, each):
        return str(each["at"]).replace("Z", "000Z")


# Words.


@breaks("kind.true")
class OneKindForAll(Shipyard):
    def kind(self, each):
        return "deploy.updated"

    def severity(self, each):
        return {"failed": "error", "succeeded": "ok"}.get(each.get("state"))


@breaks("severity.true")
class InventedSeverity(Shipyard):
    def severity(self, each):
        return super().severity(each) or "info"


@breaks("row.severity")
class SeverityByDefault(Shipyard):
    def severity(self, each):
        return super().severity(each) or ("warning" if not each.get("state") else None)


@breaks("summary.plain")
class TwoLines(Shipyard):
    def sentence(self, each, who):
        return f"{super().sentence(each, who)}\n\x1b[31mcanary"


@breaks("summary.words")
class NoneInWords(Shipyard):
    def sentence(self, each, who):
        return f"{super().sentence(each, who)} for {each.get('reason')}"


@breaks("row.words")
class NoneWhereNothing(Shipyard):
    def sentence(self, each, who):
        return f"Deployment of {http.at(each, 'service', 'name')} was seen"


@breaks("url.people")
class LinkOfTheApi(Shipyard):
    def link(self, each):
        return each["self"]


@breaks("raw.attached")
class NoPayload(Shipyard):
    def made(self, each):
        return super().made(each)._replace(raw=None)


@breaks("same.seed")
class OrderOfASet(Shipyard):
    def made(self, each):
        return super().made(each)._replace(tags={"labels": " ".join(set(each["labels"]))})


# Who.


@breaks("actor.true")
class OwnerForActor(Shipyard):
    def who(self, each):
        return http.actor(each["owner"]["id"], each["owner"]["name"], "person")


@breaks("actor.stated")
class InventedActor(Shipyard):
    def who(self, each):
        return super().who(each) or http.actor(None, "Scheduler", "service")


@breaks("row.actor")
class OwnerWhereNobody(Shipyard):
    def who(self, each):
        return super().who(each if each.get("actor") or each["number"] % 2 == 0 else each | {"actor": each["owner"]})


@breaks("actor.address")
class NamedByAddress(Shipyard):
    def who(self, each):
        told = http.block(each.get("actor"))
        return tl.Actor(id=told.get("id"), name=told.get("name"), kind="person") if told else None


# Windows.


@breaks("window.edges")
class StartNotCounted(Shipyard):
    def asked(self, window, run):
        return super().asked(window, run) | {"since": http.utc_text(window.start + http.parse_span("1s"))}


@breaks("window.parts")
class OnlyWholeHours(Shipyard):
    def asked(self, window, run):
        start = window.start.replace(minute=30, second=0, microsecond=0)
        return super().asked(window, run) | {"since": http.utc_text(max(start, window.start))}

    def fetch(self, window, run):
        for found in super().fetch(window, run):
            yield (
                found.but(summary=f"{found.summary}, {found.time - window.start} in")
                if isinstance(found, tl.Event)
                else found
            )


KEPT = set()


@breaks("same.twice")
class RemembersWhatItTold(Shipyard):
    def fetch(self, window, run):
        for found in super().fetch(window, run):
            if (id(self), found) not in KEPT:
                yield found
            KEPT.add((id(self), found))


# Refusals, outages, limits.


class Swallows(Shipyard):
    """Takes some errors for the end."""

    errors: ClassVar[tuple] = ()

    def fetch(self, window, run):
        found = super().fetch(window, run)
        try:
            yield from found
        except self.errors:
            return


@breaks("refused.told")
class Swallowed403(Swallows):
    errors: ClassVar[tuple] = (tl.DeniedError,)


@breaks("refused.told")
class Swallowed401(Swallows):
    errors: ClassVar[tuple] = (tl.AuthError,)


@breaks("outage.told")
class SwallowedOutage(Swallows):
    errors: ClassVar[tuple] = (tl.TransientError,)


class Plainly(Shipyard):
    """Asks with a client of its own."""

    def answered(self, run, request, asked):
        return httpx.get(f"{self.base_url}/deployments", params=asked, headers=dict(self.authorization()), verify=False)

    def pages(self, run, asked):
        request = http.Request("GET deployments", "deployments")
        following = ""
        while following is not None:
            told = self.answered(run, request, {**asked, **({"cursor": following} if following else {})})
            told.raise_for_status()
            run.count(requests=1, answers=1)
            data = told.json()
            yield http.Page(data, request, None)
            following = data["meta"]["next"]


@breaks("outage.passes")
class TriesOnce(Plainly):
    pass


@breaks("limit.waited")
class WaitsForNothing(Plainly):
    def answered(self, run, request, asked):
        for _ in range(5):
            told = super().answered(run, request, asked)
            if told.status_code not in (429, 503):
                return told
        return told


@breaks("outage.hangs")
class SilenceIsTheEnd(Plainly):
    def fetch(self, window, run):
        try:
            yield from super().fetch(window, run)
        except httpx.TimeoutException:
            return

    def answered(self, run, request, asked):
        where, headers = f"{self.base_url}/deployments", dict(self.authorization())
        return httpx.get(where, params=asked, headers=headers, verify=False, timeout=0.5)


@breaks("walk.circle")
class GoesInCircles(Plainly):
    pass


@breaks("manners.home")
class FollowsAnywhere(Plainly):
    def answered(self, run, request, asked):
        address = f"{self.base_url}/deployments?{httpx.QueryParams(asked)}"
        wanted = urllib.request.Request(address, headers=dict(self.authorization()))
        with urllib.request.urlopen(wanted) as told:
            return httpx.Response(told.status, content=told.read(), request=httpx.Request("GET", address))


OPEN = []


@breaks("manners.closes")
class LeavesOpen(Plainly):
    def answered(self, run, request, asked):
        OPEN.append(httpx.Client(headers=dict(self.authorization())))
        return OPEN[-1].get(f"{self.base_url}/deployments", params=asked)


@breaks("manners.reads")
class MarksAsRead(Shipyard):
    def fetch(self, window, run):
        yield from super().fetch(window, run)
        self.client(run).json(http.Request("POST seen", "seen", method="POST", body={"until": "now"}))


# Answers and walks.


@breaks("answer.told")
class NoListIsEmpty(Shipyard):
    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            for each in http.at(page.data, "items") or []:
                yield from run.emit(self.draft(each))


@breaks("answer.words")
class StumblesOverNoAnswer(Shipyard):
    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            for each in page.data["items"]:
                yield from run.emit(self.draft(each))


@breaks("walk.empty")
class EndsAtAnEmptyPage(Shipyard):
    def pages(self, run, asked):
        return itertools.takewhile(lambda page: page.rows("items"), super().pages(run, asked))


@breaks("walk.repeated")
class RepeatsAreNew(Shipyard):
    def fetch(self, window, run):
        known = []
        for found in super().fetch(window, run):
            again = known.count(found.id) if isinstance(found, tl.Event) else 0
            if isinstance(found, tl.Event):
                known.append(found.id)
            yield found.but(id=f"{found.id}/{again}") if again else found


@breaks("walk.ends")
class NeverEnds(Shipyard):
    def pages(self, run, asked):
        client = self.client(run)
        for number in itertools.count():
            again = http.Request("GET deployments", "deployments", params=asked | {"try": number})
            yield from http.follow(client, again, http.cursor("meta", "next", into="cursor"))


# Rows.


@breaks("row.kept")
class DropsUnknownStates(Shipyard):
    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            for each in page.rows("items"):
                if each.get("state") in ("started", "succeeded", "failed"):
                    yield from run.emit(self.draft(each))


@breaks("row.kept")
class SkipsWhatItCannotRead(Shipyard):
    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            for each in page.rows("items"):
                draft = self.draft(each)
                if draft.kind:
                    yield from run.emit(draft)


@breaks("row.alone")
class OneTakesAll(Shipyard):
    def draft(self, each):
        return self.made(each)

    def key(self, each):
        return each["id"] + ""


# Secrets.


@breaks("secret.kept")
class TokenInTheAddress(Plainly):
    def answered(self, run, request, asked):
        return super().answered(run, request, {**asked, "token": self.token()})


@breaks("secret.kept")
class TokenInTheLog(Shipyard):
    def pages(self, run, asked):
        logging.getLogger("shipyard").debug("asking with %s", json.dumps(dict(self.authorization())))
        return super().pages(run, asked)


@breaks("secret.kept")
class TokenInTheGap(Shipyard):
    def fetch(self, window, run):
        try:
            yield from super().fetch(window, run)
        except tl.SourceError as error:
            yield tl.Gap.of(window, error.reason, f"{error} (sent {self.authorization()})")


@breaks("secret.kept")
class TokenInTheLink(Shipyard):
    def link(self, each):
        return f"{each['page']}?token={self.token()}"
