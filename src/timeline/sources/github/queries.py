"""The GraphQL queries, valid against GitHub's public schema.

A search names one repository (or the organization): that reads the same in the classic and the advanced
syntax, so no server takes several names to mean none. Several searches share one request as aliases.
"""

from __future__ import annotations

from collections.abc import Mapping

from timeline.sources.github.items import ACTOR, STEPS, item_type
from timeline.sources.github.people import AUTHOR

_PAGE = "pageInfo{hasNextPage endCursor}"
_COMMENT = f"id fullDatabaseId createdAt lastEditedAt url author{ACTOR} bodyText"
# How many comments a review has is a number; they themselves are asked by id, for those that have some: a page of
# them for each of 100 items of 25 pull requests would be 2,500 connections, 25 points a search.
_FOUND: Mapping[str, str] = {
    "PullRequestReview": (
        f"id fullDatabaseId state createdAt submittedAt lastEditedAt url author{ACTOR} bodyText comments{{totalCount}}"
    ),
    "IssueComment": _COMMENT,
    "MergedEvent": f"id createdAt actor{ACTOR} mergeSha:commit{{oid}} mergeRefName url",
    "ReviewDismissedEvent": (
        f"id createdAt actor{ACTOR} url previousReviewState dismissalMessage pullRequestCommit{{commit{{oid}}}} "
        f"review{{id fullDatabaseId author{ACTOR}}}"
    ),
    **{name: f"id createdAt actor{ACTOR} {step.fields}" for name, step in STEPS.items()},
}
#: The item types that are asked for, as the schema spells them.
ITEM_TYPES = tuple(map(item_type, _FOUND))
_FILTER = f"itemTypes:[{','.join(ITEM_TYPES)}]"
_COMMENTS = f"{_PAGE} nodes{{{_COMMENT}}}"
_ITEMS = f"{_PAGE} nodes{{__typename " + " ".join(f"... on {name}{{{what}}}" for name, what in _FOUND.items()) + "}"
_FILES = f"{_PAGE} nodes{{path}}"
_PULL_REQUEST = f"""... on PullRequest{{
  id number title url isDraft state createdAt updatedAt lastEditedAt mergedAt closedAt
  baseRefName headRefName headRefOid repository{{nameWithOwner}} author{ACTOR} body bodyText mergedBy{ACTOR}
  mergeCommit{{oid {AUTHOR}}} headRef{{target{{... on Commit{{{AUTHOR}}}}}}}
  files(first:100){{{_FILES}}}
  timelineItems(first:100,{_FILTER}){{{_ITEMS}}}
}}"""
_STATUSES = f"{_PAGE} nodes{{id state createdAt environment creator{ACTOR} logUrl environmentUrl description}}"
_DEPLOYMENTS = f"""{_PAGE} nodes{{
  id databaseId createdAt commitOid environment originalEnvironment task description ref{{name}} creator{ACTOR}
  statuses(first:50){{{_STATUSES}}}
}}"""
_RELEASES = f"""{_PAGE} nodes{{
  databaseId tagName name url createdAt publishedAt updatedAt isDraft isPrerelease author{ACTOR}
  tagCommit{{oid {AUTHOR}}}
}}"""
_NEWEST = "orderBy:{field:CREATED_AT,direction:DESC}"


def searches(count: int) -> str:
    """Several pull request searches in one request, as `s0`, `s1` and so on."""
    declared = "".join(f",$q{n}:String!" for n in range(count))
    asked = " ".join(
        f"s{n}:search(type:ISSUE,query:$q{n},first:$size){{issueCount {_PAGE} nodes{{{_PULL_REQUEST}}}}}"
        for n in range(count)
    )
    return f"query PullRequests($size:Int!{declared}){{{asked}}}"


def repositories(count: int) -> str:
    """Deployments and releases of several repositories in one request, as `r0`, `r1` and so on."""
    declared = ",".join(f"$o{n}:String!,$n{n}:String!" for n in range(count))
    asked = " ".join(
        f"r{n}:repository(owner:$o{n},name:$n{n}){{nameWithOwner "
        f"deployments(first:$size,{_NEWEST}){{{_DEPLOYMENTS}}} releases(first:$size,{_NEWEST}){{{_RELEASES}}}}}"
        for n in range(count)
    )
    return f"query Repositories($size:Int!,{declared}){{{asked}}}"


SEARCH = (
    f"query MorePullRequests($q:String!,$size:Int!,$after:String){{"
    f"s0:search(type:ISSUE,query:$q,first:$size,after:$after){{issueCount {_PAGE} nodes{{{_PULL_REQUEST}}}}}}}"
)
TIMELINE = (
    f"query MoreTimeline($id:ID!,$size:Int!,$after:String){{node(id:$id){{... on PullRequest{{"
    f"timelineItems(first:$size,after:$after,{_FILTER}){{{_ITEMS}}}}}}}}}"
)
FILES = (
    f"query MoreFiles($id:ID!,$size:Int!,$after:String){{node(id:$id){{... on PullRequest{{"
    f"files(first:$size,after:$after){{{_FILES}}}}}}}}}"
)
REVIEWS = (
    f"query ReviewComments($ids:[ID!]!,$size:Int!){{nodes(ids:$ids){{... on PullRequestReview{{"
    f"id comments(first:$size){{{_COMMENTS}}}}}}}}}"
)
COMMENTS = (
    f"query MoreComments($id:ID!,$size:Int!,$after:String){{node(id:$id){{... on PullRequestReview{{"
    f"comments(first:$size,after:$after){{{_COMMENTS}}}}}}}}}"
)
STATUSES = (
    f"query MoreStatuses($id:ID!,$size:Int!,$after:String){{node(id:$id){{... on Deployment{{"
    f"statuses(first:$size,after:$after){{{_STATUSES}}}}}}}}}"
)
DEPLOYMENTS = (
    f"query MoreDeployments($o:String!,$n:String!,$size:Int!,$after:String){{repository(owner:$o,name:$n){{"
    f"deployments(first:$size,after:$after,{_NEWEST}){{{_DEPLOYMENTS}}}}}}}"
)
RELEASES = (
    f"query MoreReleases($o:String!,$n:String!,$size:Int!,$after:String){{repository(owner:$o,name:$n){{"
    f"releases(first:$size,after:$after,{_NEWEST}){{{_RELEASES}}}}}}}"
)
SIGN_ON = (
    f"query SignOn($o:String!,$size:Int!,$after:String){{organization(login:$o){{samlIdentityProvider{{"
    f"externalIdentities(first:$size,after:$after){{{_PAGE} nodes{{user{{login}} samlIdentity{{nameId}} "
    f"scimIdentity{{username}}}}}}}}}}}}"
)
