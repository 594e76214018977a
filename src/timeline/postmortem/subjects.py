"""Who is said to have failed: a person, or a thing. "The build failed to start" blames nobody."""

from __future__ import annotations

import re
from typing import Literal

Subject = Literal["person", "thing"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PRONOUNS = _set("i we you he she they who someone somebody anyone anybody nobody everyone everybody one both")
#: Words that mean people, whatever the verb.
_PEOPLE = re.compile(
    r"(?:engineer|developer|responder|sre|folk|on-caller|reviewer|author|maintainer|admin|administrator|sysadmin|commander"
    r"|manager|lead|colleague|person|people|human|man|woman|guy|dev|programmer|technician|analyst|intern|contractor"
    r"|employee|director|approver|committer|individual|facilitator|scribe|member|owner|deployer|staff|crew|management"
    r"|leadership|organi[sz]ation|company|department|on-call|operations|ops|team|squad|support|shift|helpdesk|dba"
    r"|architect|tester|qa|vendor|operator|coordinator|teammate|junior|senior|newcomer|hire)s?",
)
#: Words that mean people or programs: the verb tells which.
_EITHER = re.compile(r"(?:operator|manager|support|lead|owner|member|author|operations|vendor|senior)s?")
_BEFORE_PROGRAM = _set(
    "package resource session cluster certificate cert secret secrets state process window connection alert config"
    " kubernetes k8s etcd prometheus kafka postgres redis database file volume network container boot device"
)
#: What things fail to do, by the verb: a capital letter before it is a product's name.
_OF_THINGS = _set(
    "start restart boot reboot load reload connect reconnect compile build deploy redeploy parse respond recover"
    " fire send resend publish render resolve authenticate mount unmount schedule drain apply acquire elect"
    " replicate sync synchronise synchronize scale autoscale launch register deregister initialise initialize"
    " instantiate allocate bind listen open terminate shutdown stop exit fetch download upload install uninstall"
    " upgrade migrate rotate renew evict provision attach detach join rejoin converge flush persist serialise"
    " serialize deserialise deserialize decode encode decrypt encrypt index ingest consume produce enqueue dequeue"
    " deliver forward proxy route balance failover fail trigger execute run complete finish succeed process return"
    " receive accept handshake negotiate match emit export import push pull clone checkout release expire refresh"
    " cache purge invalidate clear garbage-collect collect scrape save store insert detect find locate reach"
    " switch promote demote spawn fork unlock lock lease heartbeat stabilise stabilize pass work function come go"
    " get become propagate handle roll serve reconcile cope auto-scale"
)
_PRODUCTS = re.compile(
    r"(?:datadog|pagerduty|github|gitlab|slack|terraform|atlantis|jira|sentry|grafana|prometheus|alertmanager"
    r"|kubernetes|docker|kafka"
    r"|rabbitmq|redis|memcached|postgres(?:ql)?|mysql|mariadb|mongodb|cassandra|elasticsearch|opensearch|nginx"
    r"|envoy|istio|haproxy|consul"
    r"|vault|nomad|etcd|zookeeper|jenkins|circleci|buildkite|argo(?:cd)?|helm|spinnaker|aws|azure|gcp|lambda|s3"
    r"|ec2|ecs|eks|gke|rds"
    r"|dynamodb|cloudflare|fastly|akamai|cloudwatch|cloudfront|linux|windows|java|python|node|go|rust|ruby"
    r"|rails|django|spark|airflow"
    r"|celery|sidekiq|snowflake|bigquery|okta|stripe|twilio|statuspage|opsgenie|splunk|kibana|logstash|fluentd"
    r"|vector|loki|tempo|traefik"
    r"|http|https|dns|tls|tcp|ssh|api|cdn|ci|cd|ci/cd|vm|vms|cpu|gc|jvm|elb|alb|nlb|vpc|iam|acm|pod|pods|job"
    r"|jobs|run|runs)",
)
#: What a sentence may begin with, capital and all, and is no person.
_THINGS = re.compile(
    r"(?:alert|alarm|monitor|test|check|deploy|request|retr(?:y|ie)|worker|server|service|probe|dashboard"
    r"|script|tool|queue|broker|cluster"
    r"|node|host|instance|replica|process|system|client|browser|app|database|backup|search|checkout|billing"
    r"|payment|order|login|mail|hook"
    r"|webhook|page|production|staging|everything|nothing|something|\w{1,60}(?:ing|tion|ment|ness|ware|base))(?:e?s)?"
)
_ENDS = re.compile(r"[.;:!?()\u2013\u2014]|\s-\s|,")
_CONJUNCTIONS = _set("because but while when after before although though since as if whereas until once")
_JOINS = frozenset(("and", "or", "then", "but", "yet"))
_RELATIVES = frozenset(("that", "which"))
_HELPING = _set(
    "have has had was were is are be been being did does do would could should will may might must also then just"
    " again initially simply keep keeps kept tend tends tended seem seems seemed appear appears appeared"
    " never ever even still repeatedly actually once not both all together"
)
_PREPOSITIONS = _set(
    "of in on for from with at by to between behind under over into about within without during near across"
)
_DETERMINERS = _set(
    "the a an this that these those our my your his her its their some any no each every all most many several two"
    " three four five another"
)
_A_CLAUSE = 3  # so many words before an "and" are one by themselves
_WORD = re.compile(r"(?<![\w¤'/.+-])[\w¤'/.+-]{0,80}[\w¤]")


def subject(before: str, verb: str = "") -> Subject:
    """Who does it.

    Args:
        before: the sentence up to the verb.
        verb: what they failed to do, if that is said.
    """
    words = _words(before.replace("on call", "on-call").replace("On call", "On-call"))
    clause = _clause(words, before)
    if not clause:
        return "person" if _only_named(words, verb) else "thing"
    return _of_noun(clause, verb)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _only_named(words: list[str], verb: str) -> bool:
    """Whether the sentence begins with a person: what is joined to its first verb has the same subject."""
    head = _phrase(words[:6])
    return bool(head) and _of_noun(head, verb) == "person"


def _clause(words: list[str], before: str) -> list[str]:
    """The words of the verb's own subject; none where it stands in an earlier clause."""
    tail = _ENDS.split(before.replace("on call", "on-call"))
    own = _words(tail[-1])
    if not own and len(tail) > 1:  # what stood between commas or brackets
        own = _words(tail[0])
    while own and (own[-1].lower() in _HELPING or (own[-1].lower().endswith("ly") and own[-1][0].islower())):
        own = own[:-1]
    if own and own[-1].lower() in _RELATIVES:
        own = own[:-1]
    if not own or own[-1].lower() in _JOINS:
        return []
    starts = [place for place, word in enumerate(own) if word.lower() in _CONJUNCTIONS | {"and", "that", "so"}]
    # "Ada and Grace failed to" has one subject; "it was red and we failed to" has its own behind the "and".
    for place in reversed(starts):
        rest = own[place + 1 :]
        if rest and (
            own[place].lower() in _CONJUNCTIONS or rest[0].lower() in _PRONOUNS | _DETERMINERS or place > _A_CLAUSE
        ):
            own = rest
            break
    return own if words else []


def _phrase(words: list[str]) -> list[str]:
    """The words up to the first that ends a subject."""
    made: list[str] = []
    for word in words:
        if made and (word.lower() in _HELPING or (word.endswith("ed") and word.islower())):
            break
        made.append(word)
        if word.lower() in _PRONOUNS:
            break
    return made


def _of_noun(clause: list[str], verb: str) -> Subject:
    if clause[-1].lower() in _PRONOUNS:
        return "person"
    noun = _noun(clause)
    head = noun[-1]
    low = head.lower().removesuffix("'s")
    if head.endswith(("'s", "s'")) and len(noun) == 1 and head[0].islower():
        return "thing"
    if _PEOPLE.fullmatch(low) or _PEOPLE.fullmatch(low.rpartition("-")[2]) or low in _PRONOUNS:
        is_program = _EITHER.fullmatch(low) and (
            verb in _OF_THINGS or (len(noun) > 1 and noun[-2].lower() in _BEFORE_PROGRAM)
        )
        return "thing" if is_program else "person"
    return "person" if _is_name(noun) and verb not in _OF_THINGS else "thing"


def _noun(clause: list[str]) -> list[str]:
    """The words of the noun that the verb belongs to, its head last: "the deploy" of "the deploy of the team"."""
    begins = [
        place
        for place, word in enumerate(clause)
        if word.lower() in _DETERMINERS and (place == 0 or clause[place - 1].lower() not in _PREPOSITIONS)
    ]
    own = clause[begins[-1] :] if begins else clause
    ends = next((place for place, word in enumerate(own) if place and word.lower() in _PREPOSITIONS), len(own))
    return [word for word in own[:ends] if word.lower() not in _DETERMINERS] or own[:ends]


def _is_name(noun: list[str]) -> bool:
    """Whether the last words look like somebody's name: capitals, and no product's, no code, no digits."""
    last = noun[-1]
    plain = all(re.fullmatch(r"[^\W\d_][^\W\d_]*(?:['-][^\W\d_]+)*", word) for word in noun[-2:])
    capital = last[0].isupper() and not last.isupper() and not re.search(r"[a-z][A-Z]", last)
    is_known = any(_PRODUCTS.fullmatch(word.lower()) for word in noun) or _THINGS.fullmatch(last.lower())
    return capital and plain and not is_known
