"""Credentials as people paste them: made up, of the shapes that their vendors document. None opens anything."""

from typing import NamedTuple

HEX = "3fa29c01b7d4e586"
MIXED = "aB3dE5fG7hJ9kL2m"
UPPER = "A3B7C2D9E4F8G6H1"
BASE64 = "QmFzZTY0IG9m+m9u/A3x"


class Planted(NamedTuple):
    """What stands before a credential, the credential, and what stands behind it."""

    name: str
    before: str
    secret: str
    after: str = ""

    @property
    def text(self) -> str:
        return f"{self.before}{self.secret}{self.after}"


def _by_shape() -> list[Planted]:
    shapes = {
        "Slack, bot": "xoxb-" + "1234567890-" + MIXED,
        "Slack, client": "xoxc-" + "123456789012-" + HEX * 4,
        "Slack, cookie": "xoxd-" + "Ab%2B1c%2F" + MIXED * 2,
        "Slack, configuration": "xoxe.xoxp-" + "1-" + UPPER * 4,
        "Slack, app": "xapp-" + "1-A0123456789-" + HEX,
        "Slack, workflow": "xwfp-" + "123456-" + MIXED,
        "Slack, webhook": "hooks.slack.com/services/" + "T0AB12CD3/B0EF45GH6/" + MIXED + "x1y2",
        "GitHub": "ghp_" + MIXED * 2 + "Ab1Z",
        "GitHub, app": "ghs_" + MIXED * 2 + "Ab1Z",
        "GitHub, fine-grained": "github_pat_" + "11ABCDE0" + MIXED + "_" + MIXED * 3,
        "GitLab": "glpat-" + MIXED + "x9y8",
        "GitLab, runner": "glrt-" + MIXED + "x9y8",
        "GitLab, deploy": "gldt-" + MIXED + "x9y8",
        "npm": "npm_" + MIXED * 2 + "Ab1Z",
        "PyPI": "pypi-" + "AgEIcHlwaS5vcmc" + MIXED * 4,
        "RubyGems": "rubygems_" + HEX * 3,
        "Docker Hub": "dckr_pat_" + MIXED + "x9y8z7",
        "AWS, key": "AKIA" + UPPER,
        "AWS, temporary": "ASIA" + UPPER,
        "AWS, session": "IQoJb3JpZ2lu" + MIXED * 6,
        "Google, key": "AIza" + "Sy" + MIXED * 2 + "x",
        "Google, client": "GOCSPX-" + MIXED + "x9y8z7q6",
        "Google, access": "ya29." + "a0" + MIXED * 4,
        "Google, refresh": "1//0" + "g" + MIXED * 3,
        "Azure, client": "aB3" + "8Q~" + MIXED * 2,
        "Azure, function": MIXED * 2 + "aB3dE5fG7h" + "AzFu" + "AB12Cd==",
        "DigitalOcean": "dop_v1_" + HEX * 4,
        "Heroku": "HRKU-" + "AA" + MIXED * 3,
        "Stripe, live": "sk_live_" + MIXED + "x9y8",
        "Stripe, test": "sk_test_" + MIXED + "x9y8",
        "Stripe, restricted": "rk_live_" + MIXED + "x9y8",
        "Stripe, webhook": "whsec_" + MIXED * 2,
        "HCP Terraform": "aB3dE5fG7hJ9kL" + ".atlasv1." + MIXED * 4,
        "Vault": "hvs." + MIXED * 5,
        "Vault, batch": "hvb." + MIXED * 8,
        "PagerDuty": "u+" + MIXED + "z8",
        "PagerDuty, app": "pdus+" + "_0XBPWQQ_" + "+" + MIXED + "x9y8z7",
        "Datadog, application": "ddap_" + MIXED * 2,
        "Datadog, personal": "ddpat_" + MIXED * 2,
        "Grafana": "glsa_" + MIXED * 2 + "_" + HEX[:8],
        "Grafana, cloud": "glc_" + "eyJvIjoi" + MIXED * 3,
        "Sentry": "sntrys_" + "eyJpYXQiOjE3" + MIXED * 3 + "_" + MIXED * 2,
        "Sentry, user": "sntryu_" + HEX * 4,
        "New Relic": "NRAK-" + UPPER + "A3B7C2D9E4F",
        "Atlassian": "ATATT3" + "xFfGF0" + MIXED * 10,
        "SendGrid": "SG." + MIXED + "x9y8z7" + "." + MIXED * 2 + "aB3dE5fG7hJ",
        "Twilio": "SK" + HEX * 2,
        "Mailgun": "key-" + HEX * 2,
        "Mailchimp": HEX * 2 + "-us14",
        "Shopify": "shpat_" + HEX * 2,
        "Linear": "lin_api_" + MIXED * 2 + "x9y8z7q6",
        "Notion": "ntn_" + "12345678901" + MIXED * 2,
        "Databricks": "dapi" + HEX * 2,
        "Hugging Face": "hf_" + MIXED * 2 + "xY",
        "OpenAI": "sk-proj-" + MIXED * 4 + "T3BlbkFJ" + MIXED * 4,
        "Anthropic": "sk-ant-api03-" + MIXED * 5 + "-AA",
        "1Password": "ops_eyJ" + MIXED * 5,
        "Doppler": "dp.pt." + MIXED * 2 + "aB3dE5fG7hJ",
        "Doppler, service": "dp.st.prd." + MIXED * 2 + "aB3dE5fG7hJ",
        "Pulumi": "pul-" + HEX * 2 + HEX[:8],
        "Telegram": "8123456789:AA" + MIXED * 2 + "x",
        "Discord": "MTIz" + MIXED + "aB3d" + ".G1a2b3." + MIXED * 2,
        "Buildkite": "bkua_" + HEX * 2 + HEX[:8],
        "CircleCI": "CCIPAT_" + MIXED + "_" + HEX * 2,
        "Postman": "PMAK-" + HEX + HEX[:8] + "-" + HEX * 2 + "ab",
        "Tailscale": "tskey-auth-" + "k123456CNTRL-" + MIXED,
        "Fly.io": "fm2_" + MIXED * 5,
        "PlanetScale": "pscale_tkn_" + MIXED * 2,
        "Supabase": "sbp_" + HEX * 2 + HEX[:8],
        "Dynatrace": "dt0c01." + UPPER + "A3B7C2D9" + "." + UPPER * 4,
        "Square": "sq0atp-" + MIXED + "x9y8z7",
        "age": "AGE-SECRET-KEY-1" + UPPER * 3 + "A3B7C2D9E4",
        "JSON Web Token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + "c2lnbmF0dXJlMTIz",
        "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA" + MIXED + "\n-----END RSA PRIVATE KEY-----",
        "private key, OpenSSH": "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk" + MIXED + "\n-----END OPENSSH PRIVATE KEY-----",
        "private key, PGP": "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF" + MIXED + "\n-----END PGP PRIVATE KEY BLOCK-----",
    }  # fmt: skip
    return [Planted(name, "", secret) for name, secret in shapes.items()]


def _by_address() -> list[Planted]:
    rows = {
        "Discord, webhook": ("https://", "discord.com/api/webhooks/123456789012345678/" + MIXED * 4, ""),
        "Teams, webhook": ("https://acme.webhook.office.com", "/webhookb2/3fa29c01-b7d4-e586-3fa2-9c01b7d4e586@3fa29c01-b7d4-e586-3fa2-9c01b7d4e586/IncomingWebhook/" + HEX * 2 + "/3fa29c01-b7d4-e586-3fa2-9c01b7d4e586", ""),
        "Teams, workflow": ("https://prod-12.westus.logic.azure.com:443/workflows/a1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=", MIXED * 2 + "abc", ""),
        "PagerDuty, integration": ("https://events.pagerduty.com/", "integration/" + HEX * 2, "/enqueue"),
        "PagerDuty, integration key": ("routing_key: ", HEX * 2, ""),
        "Sentry, DSN": ("SENTRY_DSN=https://", HEX * 2, "@o12345.ingest.sentry.io/67890"),
        "Telegram, address": ("https://api.telegram.org/bot", "8123456789:AA" + MIXED * 2 + "x", "/sendMessage"),
        "Mattermost, webhook": ("https://chat.acme.example", "/hooks/" + "x1y2z3a4b5c6d7e8f9g0h1i2j3", ""),
        "Zapier": ("https://hooks.zapier.com/hooks/catch/", "1234567/a1b2c3d", ""),
        "HCP Terraform, blob": ("https://archivist.terraform.io/v1/object/", "dmF1bHQ6djE6" + MIXED * 4, ""),
        "S3, signed": ("https://logs.s3.amazonaws.com/a.gz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=", HEX * 4, "&x=1"),
        "S3, session": ("https://logs.s3.amazonaws.com/a.gz?X-Amz-Security-Token=", MIXED * 6, "&x=1"),
        "GCS, signed": ("https://storage.googleapis.com/b/o?X-Goog-Expires=60&X-Goog-Signature=", HEX * 8, ""),
        "Azure, SAS": ("https://acme.blob.core.windows.net/c/b?sv=2022-11-02&se=2019-06-20&sig=", "aB3d%2FE5fG7hJ9kL2m%3D", ""),
        "Slack, file": ("https://files.slack.com/files-pri/T0-F0/a.png?t=", "xoxe-" + "12345-" + MIXED, ""),
        "raw file": ("https://raw.example.com/acme/api/main/x?token=", UPPER + "A3B7", ""),
        "PostgreSQL": ("postgres://app:", "hunt3r2", "@db/prod"),
        "MongoDB": ("mongodb+srv://svc:", "p4ssw0rd", "@cluster0.mongo.example/test"),
        "Redis, no user": ("redis://:", "aB3dE5fG", "@cache:6379"),
        "AMQP": ("amqps://svc:", "swordfish", "@mq.acme.example:5671/v"),
        "password with a sign": ("mysql://app:", "p@ss7word", "@db:3306/x"),
        "git with a token": ("https://x-access-token:", MIXED * 2, "@github.com/acme/x.git"),
        "token as user": ("https://", MIXED * 2, "@git.acme.example/x.git"),
        "JDBC": ("jdbc:postgresql://db/x?user=app&password=", "sw0rdfish", "&ssl=true"),
    }  # fmt: skip
    return [Planted(name, *row) for name, row in rows.items()]


def _by_name() -> list[Planted]:
    rows = {
        "Basic": ("Authorization: Basic ", "YWRtaW46c3dvcmRmaXNoOTk=", ""),
        "Bearer": ("Authorization: Bearer ", "abcdEFGH" * 4, ""),
        "token header": ("Authorization: token ", HEX * 2 + HEX[:8], ""),
        "GenieKey": ("Authorization: GenieKey ", "3fa29c01-b7d4-e586-3fa2-9c01b7d4e586", ""),
        "Token token=": ("Authorization: Token token=", "y_NbAkKc66ryYTWUXYEu", ""),
        "quoted header": ("curl -H 'Authorization: Bearer ", MIXED * 2, "' https://x.example"),
        "header in JSON": ('{"Authorization": "Bearer ', MIXED * 2, '"}'),
        "bare Bearer": ("sent Bearer ", MIXED * 2, " and got 401"),
        "key header": ("X-Api-Key: ", MIXED * 2, ""),
        "Datadog header": ("DD-API-KEY: ", HEX * 2, ""),
        "private token": ("PRIVATE-TOKEN: ", MIXED + "x9y8", ""),
        "AWS, secret": ("aws_secret_access_key = ", "wJ4lrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzKE", ""),
        "AWS, camel": ('"SecretAccessKey": "', "wJ4lrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzKE", '"'),
        "Azure, storage": ("AccountName=acme;AccountKey=", "aB3/" * 21 + "==", ";EndpointSuffix=core.windows.net"),
        "Azure, bus": ("Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKey=", "aB3/" * 10 + "a1=", ""),
        "service account": ('{"type": "service_account", "private_key": "', "-----BEGIN PRIVATE KEY-----\\nMIIEv" + MIXED + "\\n-----END PRIVATE KEY-----\\n", '"}'),
        "client secret": ("client_secret=", "Zx9_Cv8-Bn7~Qw6", ""),
        ".env": ("DB_PASSWORD=", "correcthorsebatterystaple", ""),
        ".env, short": ("REDIS_PASS=", "hunt3r", ""),
        ".env, secret": ("SECRET_KEY_BASE=", HEX * 4, ""),
        ".env, export": ("export GRAFANA_TOKEN='", MIXED, "'"),
        ".env, key": ("APP_KEY=", "base64:" + MIXED * 2 + "aB3dE5fG7hJ=", ""),
        "PGPASSWORD": ("PGPASSWORD=", "swordfish", " psql -h db -U app"),
        "flag": ("vault login --password ", "swordfish", ""),
        "flag with =": ("helm upgrade x --set a=b --token=", MIXED, ""),
        "flag of two words": ("tool --api-key ", MIXED * 2, " run"),
        "curl -u": ("curl -u admin:", "swordfish", " https://x.example"),
        "curl --user": ('curl --user "admin:', "s3cr3t!pw", '" https://x.example'),
        "mysql -p": ("mysql -h db -uroot -p", "Sw0rdfish", " prod"),
        "docker login -p": ("docker login -u ci -p ", "swordfish9", " registry.example"),
        "sshpass": ("sshpass -p ", "'sw0rdfish'".strip("'"), " ssh root@10.0.0.1"),
        "redis-cli": ("redis-cli -h cache -a ", "swordfish", " ping"),
        "netrc": ("machine api.example login ada password ", "swordfish", ""),
        "prose": ("the password: ", "hunter2", ""),
        "prose, a word": ("the password for staging: ", "swordfish", "\nand more"),
        "prose, is": ("the password is ", "Tr0ub4dor&3", ", change it later"),
        "prose, for": ("password for the staging db: ", "Sw0rdfish!", ""),
        "prose, quoted": ('the password is "', "correct horse battery staple", '"'),
        "JSON": ('{"user": "app", "password": "', "swordfish", '"}'),
        "YAML": ("user: app\npassword: ", "s3cr3tpw", "\nhost: db"),
        "connection string": ("Server=db;User Id=app;Password=", "swordfish", ";Encrypt=true"),
        "kubeconfig": ("client-key-data: ", "LS0tLS1CRUdJTi" * 4, ""),
        "kubeconfig, token": ("  token: ", MIXED * 3, ""),
        "npmrc": ("//registry.example/:_authToken=", "3fa29c01-b7d4-e586-3fa2-9c01b7d4e586", ""),
        "docker config": ('{"auths": {"r.example": {"auth": "', "Y2k6c3dvcmRmaXNo", '"}}}'),
        "cookie": ("Cookie: ", "session=" + MIXED + "; theme=dark", ""),
        "set-cookie": ("Set-Cookie: ", "sid=" + MIXED + "; Path=/; HttpOnly", ""),
        "session": ("JSESSIONID=", UPPER + "A3B7C2D9E4F8", ""),
        "API key": ("our API key is ", MIXED * 2, " now"),
        "token in prose": ("token: ", MIXED + "x9", ""),
        "secret in prose": ("the client secret: ", MIXED + "x9", ""),
    }  # fmt: skip
    return [Planted(name, *row) for name, row in rows.items()]


PLANTED = [*_by_shape(), *_by_address(), *_by_name()]

ADDRESSES = [
    ("ask ada@acme.example about it", "ask ⟨e-mail⟩ about it"),
    ("Co-authored-by: Ada Lovelace <ada.lovelace+git@acme.co.uk>", "Co-authored-by: Ada Lovelace <⟨e-mail⟩>"),
    ("<mailto:ada@acme.example|ada@acme.example>", "⟨e-mail⟩"),
    ("<mailto:a@b.c|a@b.c> wrote", "⟨e-mail⟩ wrote"),
    ("<mailto:ada@acme.example|Ada>", "<mailto:⟨e-mail⟩|Ada>"),
    ("[ada](mailto:ada@acme.example)", "[ada](mailto:⟨e-mail⟩)"),
    ("https://x.example/u?email=ada%40acme.example&a=1", "https://x.example/u?email=⟨e-mail⟩&a=1"),
    ("https://x.example/u?email=ada%2Bops%40acme.example", "https://x.example/u?email=⟨e-mail⟩"),
    ("https://x.example/people/ada@acme.example/edit", "https://x.example/people/⟨e-mail⟩/edit"),
    ("to: ada@acme.example, grace@acme.example.", "to: ⟨e-mail⟩, ⟨e-mail⟩."),
    ("联系ada@acme.example吧", "联系⟨e-mail⟩吧"),
    ("jürgen@müller.de", "⟨e-mail⟩"),
    ("'ada@163.com'", "'⟨e-mail⟩'"),
    ("paged @ada@acme.example", "paged @⟨e-mail⟩"),
    ("ada@acme.example:please look", "⟨e-mail⟩:please look"),
    ("arn:aws:sts::123456789012:assumed-role/Admin/ada@acme.example", "arn:aws:sts::123456789012:assumed-role/Admin/⟨e-mail⟩"),
    ("deployer@acme-prod.iam.gserviceaccount.com", "⟨e-mail⟩"),
    ("now ⟨e-mail 3fa29c01⟩ and ⟨e-mail shared 3fa29c01⟩", "now ⟨e-mail⟩ and ⟨e-mail⟩"),
]  # fmt: skip
LOGINS = [
    "12345+ada@users.noreply.github.com", "ada@users.noreply.github.com", "git@github.com:acme/x.git", "git clone git@gitlab.acme.example:acme/x.git",
    "org-123@github.com:acme/x.git", "user@host.internal", "ssh root@10.0.0.1", "ssh -i key.pem deploy@bastion.acme.example", "scp a.gz deploy@bastion.acme.example:/srv/a.gz",
    "@mention", "@ada please", "pkg@1.2.3", "react@18.2.0-next.abc", "@scope/pkg@1.2.3", "lodash@npm:4.17", "image@sha256:3fa29c01b7d4e586", "registry.example/api@sha256:3fa2",
    "actions/checkout@v4", "uses: acme/ci/.github/workflows/deploy.yml@main", "HEAD@{1}", "origin/main@{upstream}", "user@1000.service failed", "postgresql@14-main.service",
    "logo@2x.png", "ssh://git@github.com/acme/x", "https://ada@host.acme.example/x", "kubernetes-admin@kubernetes", "system:node@cluster.local",
    "postgres@db-1.prod.svc.cluster.local", "ec2-user@ec2-3-1-2-4.compute-1.amazonaws.com", "java.lang.Object@1a2b3c", "meet @ 18.30", "a @b.example", "50 @ 3.20",
]  # fmt: skip

# What engineers write in an incident, in which nothing is secret.
PLAIN = [
    "let's roll back to 3f6c0d9be5a1477c8b2e4d1f90a7c65e8d2b1a04", "the token is refused", "password reset failed for 12 users", "secret santa", "key: value",
    "monitor 4980866172548217311 alerted", "https://acme.slack.com/archives/C0A/p1561056660000200", "api key rotation at 18:46", "bearer of bad news", "token: see the docs",
    "the token bucket refills at 100/s", "password reset flow is broken since 18:40", "secrets were rotated yesterday", "docker run -p 8080:80 nginx:1.25", "git push -u origin main",
    "git push -u origin main:main", "git push -u origin:main", "docker run -u 1000:1000 acme/api", "docker run --user app:app acme/api", "mkdir -p path/to/thing-2019", "cp -p a b",
    "cursor: dXNlcjpVMDYxTkZUVDI", '{"next_cursor": "dGVhbTpDMDYxRkE1UEI="}', "nextPageToken=CiAKGjBpNDd2Nmp2Zml2cXRwYjBpOXA", "page_token: abc123def456ghi789", "?page_token=3fa29c01b7d4e586",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "request 9f1b6c1e-6d0f-4c3a-9a54-0d3f5a0e7b11 timed out",
    "acme/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "arn:aws:iam::123456789012:role/service-role/deploy-prod-20190620", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
    "checkout-7f9c6d5b8-x2x4q was OOMKilled", "pod/api-66d4c8bfd9-zk2lp restarted 5 times", "s3://acme-logs/2019/06/20/elb-123456789012.log.gz", "s3 key: logs/2019/06/20/part-00001.parquet",
    "sort key = created_at#2019-06-20", "primary key: orders_2019_06", "routing_key: orders.created.v1", "cache key=user:1234567890:profile", "CACHE_KEY=user-profile", "PARTITION_KEY=tenant-42",
    "the key metric here is p99 latency of 1200ms", "token count: 128000 of 200000", "max_tokens=4096", "tokens: 1234", "passed 128 of 130 tests", "pass: 12, fail: 1", "all 42 checks pass",
    "Authorization: required", "authorization failed: 403 for /v2/orders", "unauthorized: authentication required", "auth: oauth2 with PKCE", "Basic health check failed", "basic understanding of 4XX codes",
    "bearer token was missing in 12% of calls", "Bearer authentication is used", "cookie: SameSite problem", "cookies are set by the edge", "session=expired", "session storm at 18:46",
    "PASSWORD=$DB_PASSWORD", "PASSWORD=${{ secrets.DB_PASSWORD }}", '--password "$PW"', "use --password to pass it", "--token-file=/run/secrets/token", "--secret id=npmrc,src=.npmrc", "-password-stdin",
    "password: ********", "password=<redacted>", "password: changeme?", "password is wrong", "password: required", '"password": {"type": "string"}', '"password": "must be at least 8 characters"',
    "the password for the staging db was rotated", "TOKEN_URL=https://auth.acme.example/token", "SECRET_NAME=prod/db", "TOKEN_EXPIRY=2019-06-20", "PASSWORD_FILE=/run/secrets/pw", "secret: api-credentials-v2",
    "secretKeyRef: name: db-creds key: password", "vault kv get secret/data/prod", "https://github.com/acme/hooks/compare/3f6c0d9be5a1477c8b2e4d1f90a7c65e8d2b1a04...main", "https://github.com/acme/api/settings/hooks/1234567890",
    "https://docs.github.com/webhooks/webhook-events-and-payloads", "http://localhost:8443/monitor/123456, ask ada", "see https://grafana.acme.example/d/abc123XYZ/api?orgId=1&from=1561055400000&to=1561059000000&var-env=prod",
    "https://app.datadoghq.com/monitors/4980866?group=service:api&event_id=4980866172548218001", "https://app.terraform.io/app/acme/workspaces/hooks-prod/runs/run-CZcmD7eagjhyX0vN", "https://acme.pagerduty.com/incidents/Q2T4BQ3R9XYZAB",
    "https://acme.atlassian.net/browse/IE-1457?filter=10042", "sk-learn 1.4 and sk-something-like-this-with-words-only-in-it", "redis://cache:6379/0", "postgres://db.internal:5432/app", "nats://queue:4222",
    "ami-0abcdef1234567890 in us-east-1", "i-0123456789abcdef0 terminated", "subnet-0bb1c79de3EXAMPLE", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "md5 d41d8cd98f00b204e9800998ecf8427e",
    'etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"', "build 20190620.1-3fa29c0", "v2.14.3-rc.1+build.5114f85", "ISO 2019-06-20T18:46:00.123Z", "10.0.0.1:6443 refused", "fe80::1ff:fe23:4567:890a",
    "base64 -d <<< aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=", "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==", "kubectl -n prod get secret db-creds -o yaml", "helm upgrade api ./chart --set image.tag=3fa29c01b7d4", "make -j4 -p",
    "ssh -p 2222 bastion", "mysql -p prod_db", "psql -h db -p 5432 -U app", "curl -u $USER:$PASS https://x.example", "curl -s https://x.example/health", "tar -xzpf backup-20190620.tar.gz", "chown -R app:app /srv/app",
    "signature mismatch in 3 requests", "sig=unknown", "code=500 on /checkout", "?code=E1042", "exit code=137", "id=3fa29c01b7d4e586", "the client secret expired", "the access key of the office was lost",
    "keys: 128, misses: 12", '"keys":["datadog:monitor:7340305"]', '{"keys":["slack:message:C0A/1561056660.000200"],"tags":{"key":"value"}}', "tokens per second: 120.5", "a secret garden: 12 roses", "pwd: /srv/app", "PWD=/home/ada/api",
]  # fmt: skip
