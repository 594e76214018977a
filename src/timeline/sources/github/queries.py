"""The GraphQL queries, valid against GitHub's public schema.

A search names one repository (or the organization): that reads the same in the classic and the advanced
syntax, so no server takes several names to mean none. Several searches share one request as aliases.
"""

from __future__ import annotations

_ACTOR = "{__typename login ... on User{name}}"
_PAGE = "pageInfo{hasNextPage endCursor}"
_ITEM_TYPES = (
    "PULL_REQUEST_REVIEW,ISSUE_COMMENT,MERGED_EVENT,CLOSED_EVENT,REOPENED_EVENT,READY_FOR_REVIEW_EVENT,"
    "CONVERT_TO_DRAFT_EVENT,REVIEW_REQUESTED_EVENT,REVIEW_DISMISSED_EVENT,HEAD_REF_FORCE_PUSHED_EVENT,"
    "BASE_REF_CHANGED_EVENT,BASE_REF_FORCE_PUSHED_EVENT,ADDED_TO_MERGE_QUEUE_EVENT,"
    "REMOVED_FROM_MERGE_QUEUE_EVENT,AUTO_MERGE_ENABLED_EVENT"
)
_COMMENTS = f"{_PAGE} nodes{{id fullDatabaseId createdAt url author{_ACTOR} bodyText}}"
_ITEMS = f"""{_PAGE} nodes{{__typename
  ... on PullRequestReview{{id fullDatabaseId state submittedAt url author{_ACTOR} bodyText
    comments(first:25){{{_COMMENTS}}}}}
  ... on IssueComment{{id fullDatabaseId createdAt url author{_ACTOR} bodyText}}
  ... on MergedEvent{{id createdAt actor{_ACTOR} mergeSha:commit{{oid}} mergeRefName url}}
  ... on ClosedEvent{{id createdAt actor{_ACTOR} url}}
  ... on ReopenedEvent{{id createdAt actor{_ACTOR}}}
  ... on ReadyForReviewEvent{{id createdAt actor{_ACTOR}}}
  ... on ConvertToDraftEvent{{id createdAt actor{_ACTOR}}}
  ... on ReviewRequestedEvent{{id createdAt actor{_ACTOR}}}
  ... on ReviewDismissedEvent{{id createdAt actor{_ACTOR}}}
  ... on HeadRefForcePushedEvent{{id createdAt actor{_ACTOR}}}
  ... on BaseRefChangedEvent{{id createdAt actor{_ACTOR}}}
  ... on BaseRefForcePushedEvent{{id createdAt actor{_ACTOR}}}
  ... on AddedToMergeQueueEvent{{id createdAt actor{_ACTOR}}}
  ... on RemovedFromMergeQueueEvent{{id createdAt actor{_ACTOR}}}
  ... on AutoMergeEnabledEvent{{id createdAt actor{_ACTOR}}}
}}"""
_FILES = f"{_PAGE} nodes{{path}}"
_PULL_REQUEST = f"""... on PullRequest{{
  id number title url isDraft state createdAt updatedAt mergedAt closedAt baseRefName headRefName headRefOid
  repository{{nameWithOwner}} author{_ACTOR} mergedBy{_ACTOR} mergeCommit{{oid}} bodyText
  files(first:100){{{_FILES}}}
  timelineItems(first:100,itemTypes:[{_ITEM_TYPES}]){{{_ITEMS}}}
}}"""
_STATUSES = f"{_PAGE} nodes{{id state createdAt creator{_ACTOR} logUrl environmentUrl description}}"
_DEPLOYMENTS = f"""{_PAGE} nodes{{
  id databaseId createdAt commitOid environment task description ref{{name}} creator{_ACTOR}
  statuses(first:50){{{_STATUSES}}}
}}"""
_RELEASES = f"""{_PAGE} nodes{{
  databaseId tagName name url createdAt publishedAt isDraft isPrerelease author{_ACTOR} tagCommit{{oid}}
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
    f"timelineItems(first:$size,after:$after,itemTypes:[{_ITEM_TYPES}]){{{_ITEMS}}}}}}}}}"
)
FILES = (
    f"query MoreFiles($id:ID!,$size:Int!,$after:String){{node(id:$id){{... on PullRequest{{"
    f"files(first:$size,after:$after){{{_FILES}}}}}}}}}"
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
