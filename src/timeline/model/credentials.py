"""Credentials that are known by their own shape, as their vendors document it: a row each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Shape(NamedTuple):
    """A credential that is known by itself.

    Attributes:
        name: whose it is.
        marks: a text that holds one holds one of these; looking for them is much quicker than for the shape.
        pattern: the credential. Where it has a group, only what matches the group, too, is one: the rest was read so
            that it is not read again.
    """

    name: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]


# No letter of a longer word stands before it; those of an encoded character are none.
_START = "(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
_RANDOM = r"(?=[\w-]{0,40}\d)"  # words of a language have no digits


def _shape(name: str, *marks: str, is_: str) -> Shape:
    return Shape(name, marks, re.compile(is_, re.DOTALL | re.ASCII))


def _begins(name: str, *marks: str, then: str) -> Shape:
    """What begins with one of the marks, at a word's beginning."""
    return _shape(name, *marks, is_=f"{_START}(?:{'|'.join(map(re.escape, marks))}){then}")


_LONG = r"[\w-]{20,}"
_KEY_BLOCK = r"-----(?:BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"


def _table() -> Iterator[Shape]:
    yield from _keys()
    yield from _services()
    yield from _clouds()
    yield from _code()
    yield from _others()
    yield from _addresses()


def _keys() -> Iterator[Shape]:
    begin, end = (_KEY_BLOCK.replace("(?:BEGIN|END)", word) for word in ("BEGIN", "END"))
    yield _shape("private key", "PRIVATE KEY", is_=f"{begin}.*?(?:{end}|\\Z)")
    yield _begins("PuTTY", "PuTTY-User-Key-File-", then=r"\d:.*?(?:Private-MAC: ?\w+|\Z)")
    yield _begins("age", "AGE-SECRET-KEY-", then="(?:PQ-)?1[0-9A-Za-z]{40,}")
    yield _shape("JSON Web Token", "eyJ", is_=r"\beyJ[\w-]{8,}+(\.[\w-]{8,}+(?:\.[\w-]{8,}+|\.?))?")


def _services() -> Iterator[Shape]:
    """The services of our sources, and those that are told of incidents."""
    yield _shape("Slack", "xox", is_=r"xox[a-z](?:[.-]xox[a-z])?-[\w%-]{10,}")
    yield _shape("Slack, app and workflow", "xapp-", "xwfp-", is_=r"(?:xapp|xwfp)-[\w-]{10,}")
    yield _shape("HCP Terraform", ".atlasv1.", is_=r"\w{14}\.atlasv1\.[\w=-]{50,}")
    yield _begins("Vault", "hvs.", "hvb.", "hvr.", then=_LONG)
    yield _shape(
        "Vault, before 1.10",
        "s.",
        is_=_START + r"s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?:\.[A-Za-z0-9]{5})?(?![\w.-])",
    )
    yield _shape("PagerDuty", "u+", is_=r"\bu\+[\w+-]{18}(?![\w+-])")
    yield _begins("PagerDuty, app", "pdus+", "pdeu+", then=r"\w{3,}\+[\w-]{20,}")
    yield _begins("Datadog", "ddap_", "ddapp_", "ddpat_", "ddsat_", then=_LONG)
    yield _begins("Grafana", "glsa_", "glc_", then=r"[\w+/=]{30,}")
    yield _shape("Grafana, before 9", "eyJrIjoi", is_=r"eyJrIjoi[A-Za-z0-9+/=]{40,}")
    yield _begins("Sentry", "sntrys_", "sntryu_", "sntrya_", "sntryi_", "sntryr_", then=r"[\w+/=-]{30,}")
    yield _begins("New Relic", "NRAK-", "NRJS-", "NRII-", "NRIQ-", "NRRA-", "NRSP-", then=r"[A-Za-z0-9_-]{19,}")
    yield _shape("New Relic, license", "FFFFNRAL", "NRAL", is_=r"[0-9a-fA-F]{24,36}(?:FFFF)?NRAL")
    yield _shape("Atlassian", "ATATT", "ATCTT", "ATBB", is_=r"AT(?:[AC]TT3[\w=-]{40,}|BB[A-Za-z0-9]{28,})")
    yield _begins("Dynatrace", "dt0c01.", "dt0s01.", then=r"[A-Z0-9]{8,24}\.[A-Z0-9]{32,}")
    yield _begins("Honeycomb", "hcaik_", "hcxik_", "hcalk_", "hcamk_", then=_LONG)
    yield _begins("LaunchDarkly", "sdk-", "mob-", then=r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    yield _begins("incident tools", "rootly_", "inc_", "fhb-", then=r"(?=\w{0,20}\d)[A-Za-z0-9]{32,}")


def _clouds() -> Iterator[Shape]:
    yield _shape("AWS", "AKIA", "ASIA", "ABIA", "ACCA", "A3T", is_="(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}")
    yield _begins("AWS, session", "IQoJb3JpZ2lu", "FwoGZXIvYXdz", then=r"[\w+/=%]{50,}")
    yield _begins("AWS, Bedrock", "ABSK", "bedrock-api-key-", then=r"[A-Za-z0-9+/]{40,}={0,2}")
    yield _shape("Google", "AIza", is_=r"AIza[\w-]{35}")
    yield _begins("Google, client", "GOCSPX-", then=_LONG)
    yield _begins("Google, access", "ya29.", then=r"[\w.-]{20,}")
    yield _begins("Google, refresh", "1//0", then=r"[\w-]{30,}")
    yield _shape("Azure, client", "Q~", is_=r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])")
    yield _shape(
        "Azure, storage and search", "ACDb", "AzSe", "AzFu", "APIM", "+ACR", "+ASt", "+AEh", "+ARm", "+ABa", "AIoT",
        is_=r"[A-Za-z0-9+/]{33,80}(?:\+?A(?:CDb|St|Eh|Rm|Ba|IoT|PIM|CR)|Az(?:Se|Fu))[A-Za-z0-9+/]{4,12}={0,2}",
    )  # fmt: skip
    yield _shape("Azure", "JQQJ99", is_=r"[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{10,26}")
    yield _begins("Alibaba", "LTAI", then="[A-Za-z0-9]{16,}")
    yield _begins("DigitalOcean", "dop_v1_", "doo_v1_", "dor_v1_", then="[0-9a-f]{40,}")
    yield _begins("Heroku", "HRKU-", then=r"[\w-]{30,}")
    yield _begins("Cloudflare", "v1.0-", then=r"[0-9a-f]{24}-[0-9a-f]{100,}")
    yield _begins("Fly.io", "fm1a_", "fm1r_", "fm2_", "fo1_", then=r"[\w+/=-]{40,}")
    yield _begins(
        "platforms",
        "nfp_",
        "rnd_",
        "sbp_",
        "vcp_",
        "vca_",
        "vci_",
        "vcr_",
        "vck_",
        then=r"(?=\w{0,20}\d)[A-Za-z0-9]{24,}",
    )
    yield _begins("PlanetScale", "pscale_tkn_", "pscale_pw_", "pscale_oauth_", then=r"[\w=.-]{30,}")
    yield _begins("Tailscale", "tskey-", then=r"[a-z]{3,12}-[\w-]{16,}")
    yield _begins("Databricks", "dapi", then=r"[0-9a-f]{32}(?:-\d)?(?!\w)")
    yield _begins("OpenShift", "sha256~", then=r"[\w-]{40,}")


def _code() -> Iterator[Shape]:
    """Where code is kept, built, and shipped."""
    yield _shape("GitHub", "ghp_", "gho_", "ghu_", "ghr_", "ghs_", is_=r"gh[opurs]_[A-Za-z0-9]{30,}")
    yield _shape("GitHub, fine-grained", "github_pat", is_=r"github_pat_\w{20,}")
    yield _begins("GitHub, address", "GHSAT0", then="[A-Za-z0-9]{20,}")
    kinds = ("pat", "dt", "rt", "rtr", "ptt", "ft", "ffct", "oas", "soat", "imt", "agent", "cbt", "wt")
    yield _shape("GitLab", *(f"gl{kind}-" for kind in kinds), is_=rf"gl(?:{'|'.join(kinds)})-[\w.-]{{20,}}")
    yield _begins("GitLab, runner", "GR1348941", then=_LONG)
    yield _shape("npm", "npm_", is_="npm_[A-Za-z0-9]{30,}")
    yield _shape("PyPI", "pypi-", is_=r"pypi-[\w-]{50,}")
    yield _begins("RubyGems", "rubygems_", then="[0-9a-f]{40,}")
    yield _begins("Docker Hub", "dckr_pat_", "dckr_oat_", then=_LONG)
    yield _begins("JFrog", "AKCp", "cmVmdGtu", "cmVmd", then="[A-Za-z0-9+/=]{50,}")
    yield _begins("Buildkite", "bkua_", "bkaa_", "bkaj_", "bkct_", then=_LONG)
    yield _begins("CircleCI", "CCIPAT_", "CCIPRJ_", then=r"\w{20,}")
    yield _begins("Sonar", "squ_", "sqp_", "sqa_", then="[0-9a-f]{40}")
    yield _begins("Octopus", "API-", then=r"(?=[A-Z]{0,24}\d)[A-Z0-9]{26,}(?![A-Z0-9])")
    yield _begins("Pulumi", "pul-", then="[0-9a-f]{40}")
    yield _begins(
        "Doppler", *(f"dp.{kind}." for kind in ("pt", "st", "ct", "sa", "said", "scim", "audit")), then=r"[\w.-]{30,}"
    )
    yield _begins("Infisical", "st.", then=r"[0-9a-f]{24}\.[0-9a-f]{32}[\w.]*")
    yield _begins("1Password", "ops_eyJ", then=r"[\w+/=-]{40,}")
    yield _begins("1Password, account", "A3-", then=r"(?:[A-Z0-9]{5,11}-){4,5}[A-Z0-9]{5}(?!\w)")
    yield _begins("Postman", "PMAK-", then=r"[0-9a-f]{24}-[0-9a-f]{30,}")
    yield _begins(
        "Snyk and others", "snyk_", "sgp_", "pnu_", "dbtc_", "dbtu_", "phx_", "rdme_", then=r"(?=\w{0,30}\d)\w{30,}"
    )
    yield _begins("Harness", "pat.", "sat.", then=r"[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}")
    yield _begins("Linear", "lin_api_", "lin_oauth_", then=r"\w{30,}")


def _others() -> Iterator[Shape]:
    """Payment, mail, chat, models."""
    yield _shape("Stripe", "_live_", "_test_", is_=r"(?:sk|rk|pk)_(?:live|test)_\w{16,}")
    yield _begins("Stripe, webhook", "whsec_", then=r"[\w+/=-]{20,}")
    yield _begins("Square", "sq0atp-", "sq0csp-", "EAAA", then=r"(?=[\w-]{0,20}\d)[\w-]{22,}")
    yield _shape("PayPal", "access_token$", is_=r"access_token\$\w{4,20}\$[0-9a-z]{10,}\$[0-9a-f]{32}")
    yield _begins("Shopify", "shpat_", "shpca_", "shppa_", "shpss_", "shptka_", then="[0-9a-fA-F]{32,}")
    yield _begins("Twilio", "SK", then="[0-9a-f]{32}(?![0-9a-zA-Z])")
    yield _begins("SendGrid", "SG.", then=r"[\w-]{16,}\.[\w-]{30,}")
    yield _begins("Mailgun", "key-", then=r"[0-9a-f]{32}(?![0-9a-z])")
    yield _shape("Mailchimp", "-us", is_=r"\b[0-9a-f]{32}-us\d{1,2}\b")
    yield _begins("Brevo", "xkeysib-", "xsmtpsib-", then=r"[0-9a-f]{40}[\w-]*")
    yield _begins("Resend", "re_", then=r"(?=\w{0,20}\d)[A-Za-z0-9]{8,10}_[A-Za-z0-9]{20,}")
    yield _shape("Telegram", ":AA", is_=r"(?<![\w-])(?:bot)?\d{8,12}:AA[\w-]{30,}")
    yield _shape(
        "Discord",
        "MT",
        "MD",
        "Mj",
        "Mz",
        "ND",
        "NT",
        "Nj",
        "Nz",
        "OD",
        "OT",
        is_=_START + r"[MNO][A-Za-z0-9]{22,27}\.[\w-]{6}\.[\w-]{27,}",
    )
    yield _begins("Notion", "ntn_", "secret_", then=r"(?=\w{0,30}\d)[A-Za-z0-9]{40,}")
    yield _begins("Figma", "figd_", "figo_", "figu_", then=_LONG)
    yield _begins("HubSpot", "pat-", then=r"[a-z]{2}\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    yield _begins("Dropbox", "sl.", then=r"(?=[\w-]{0,60}\d)[\w-]{100,}")
    yield _begins("Facebook", "EAAC", "EAAM", then="[A-Za-z0-9]{80,}")
    yield _begins("Mapbox", "sk.eyJ", then=r"[\w-]{40,}\.[\w-]{20,}")
    yield _begins("Contentful", "CFPAT-", then=r"[\w-]{40,}")
    yield _shape("OpenAI and others", "sk-", is_=_START + rf"sk-(?:[a-z]{{2,10}}-)?{_RANDOM}[\w-]{{30,}}")
    models = ("hf_", "api_org_", "gsk_", "xai-", "pplx-", "r8_", "pcsk_", "lsv2_pt_", "lsv2_sk_", "nvapi-", "fw_")
    yield _begins("models", *models, then=r"(?=[\w-]{0,60}[A-Z\d])[\w-]{30,}")


def _addresses() -> Iterator[Shape]:
    """Addresses that whoever has them may use."""
    yield _shape(
        "Slack, webhook",
        "hooks.slack.com/",
        "hooks.slack-gov.com/",
        is_=r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/[\w/]{20,}",
    )
    yield _shape("Slack, public file", "slack-files.com", is_=r"(?<=slack-files\.com/)T\w{4,20}-F\w{4,20}-\w{8,}")
    yield _shape(
        "Discord, webhook", "/api/webhooks/", is_=r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{8,}/[\w-]{20,}"
    )
    yield _shape(
        "Teams, webhook",
        "/IncomingWebhook/",
        is_=r"/(?:webhookb2|webhook)/[\w@-]{30,}/IncomingWebhook/[\w/-]{20,}",
    )
    yield _shape("Telegram, address", "/bot", is_=r"(?<=/bot)\d{6,}:[\w-]{30,}")
    yield _shape(
        "PagerDuty, integration",
        "events.pagerduty.com/",
        "events.eu.pagerduty.com/",
        is_=r"(?<=\.pagerduty\.com/)(?:[\w.-]{1,40}/){1,5}(?=[0-9a-f]{0,31}\d)[0-9a-zA-Z]{32}(?!\w)",
    )
    yield _shape("HCP Terraform, blob", "archivist.", is_=r"(?<=archivist\.)[\w.-]{4,80}/v1/object/[\w%=+/-]{16,}")
    yield _shape(
        "Sentry, DSN", "sentry.io/", "@sentry.", is_=r"(?<=://)[0-9a-f]{32}(?::[0-9a-f]{32})?(?=@[\w.-]{0,99}sentry)"
    )
    yield _shape(
        "VictorOps", "victorops.com/", is_=r"(?<=victorops\.com/)integrations/(?:[\w-]{1,40}/){1,4}[0-9a-f-]{36}"
    )
    yield _shape("Datadog, intake", "/v1/input/", is_=r"(?<=/v1/input/)[0-9a-f]{32}")
    yield _shape("healthchecks", "ping.com/", is_=r"(?<=hc-ping\.com/)[\w/-]{16,}")
    yield _shape("IFTTT", "/with/key/", is_=r"(?<=/with/key/)[\w-]{16,}")
    yield _shape("Grafana, integration", "/integrations/v1/", is_=r"(?<=/integrations/v1/)\w{1,30}/\w{16,}")


SHAPES = tuple(_table())
