"""The configuration file: what it makes, and how it says no."""

import sys
import traceback

import pytest

from support_plugin import install
from timeline.config.load import find, load_sources
from timeline.model.errors import AuthError, ConfigError
from timeline.porting.source import source_type


@pytest.fixture
def write(tmp_path):
    def made(text):
        path = tmp_path / "timeline.toml"
        path.write_text(text)
        return path

    return made


def refused(path):
    with pytest.raises(ConfigError) as caught:
        load_sources(path)
    return str(caught.value)


def test_a_table_is_a_source_of_its_name(write):
    """The type is the table's name unless given, and the table's name is the source's."""
    path = write(
        '[sources.slack]\nchannels = ["#a"]\n[sources.slack-emea]\ntype = "slack"\nchannels = ["#b"]\n'
        'token_env = "SLACK_TOKEN_EMEA"\n'
    )
    first, second = load_sources(path)
    assert (first.name, second.name) == ("slack", "slack-emea")
    assert type(first) is type(second)


def test_an_unknown_key_is_refused_with_the_nearest(write):
    """A misspelt key is named with its table and the key it was meant to be."""
    text = refused(write('[sources.slack]\nchanels = ["#a"]\n'))
    assert "[sources.slack]" in text
    assert "'chanels'" in text
    assert "did you mean 'channels'?" in text


def test_an_unknown_type_is_refused_with_the_nearest(write):
    """A misspelt table is named with the type it was meant to be."""
    assert "did you mean 'slack'?" in refused(write("[sources.slak]\n"))


def test_an_unknown_top_level_key_is_refused(write):
    """Nothing in the file is ignored."""
    assert "did you mean 'sources'?" in refused(write("[source.slack]\n"))


def test_a_bad_value_is_named_without_being_quoted(write):
    """The message names the key; the value may be a secret, so it is not shown."""
    text = refused(write('[sources.github]\nrepos = 17\ntoken_env = "x"\n[sources.slack]\n'))
    assert "repos" in text
    assert "17" not in text


def test_a_name_cannot_be_given_twice(write):
    """`name` is the table's own and no key."""
    assert "'name'" in refused(write('[sources.pagerduty]\nname = "x"\n'))


@pytest.mark.parametrize("text", ["", "[sources]\n", "sources = 3\n", "[sources]\nslack = 1\n", "[sources.slack\n"])
def test_a_file_that_names_no_source_is_refused(write, text):
    """An empty or broken file is an error, never an empty record."""
    assert "timeline.toml" in refused(write(text))


def test_no_file_is_an_error_that_says_where_one_was_looked_for(monkeypatch, tmp_path):
    """Without a file anywhere the error names the places and the remedy."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="--config"):
        find()
    with pytest.raises(ConfigError, match="no configuration file"):
        find("missing.toml")


def test_the_file_of_the_folder_comes_before_the_users(monkeypatch, tmp_path):
    """`./timeline.toml` first, then the one in the user's configuration folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    users = tmp_path / "home" / "timeline" / "timeline.toml"
    users.parent.mkdir(parents=True)
    users.write_text("")
    assert find() == users
    (tmp_path / "timeline.toml").write_text("")
    assert find().name == "timeline.toml"
    assert find() != users


def test_a_strangers_type_comes_in_by_the_same_door(write, monkeypatch, tmp_path):
    """A type offered by another package's entry point is configured like ours, unknown keys refused too."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(install(folder)), *sys.path])
    (source,) = load_sources(write("[sources.deploys]\ncount = 5\n"))
    assert (source.name, source.count) == ("deploys", 5)
    assert "did you mean 'count'?" in refused(write("[sources.deploys]\ncuont = 5\n"))


@pytest.mark.parametrize("text", ["[sources.a]\ntype = 5\n", "[sources.a]\ntype = ['slack']\n"])
def test_a_type_is_a_text(write, text):
    """Anything else is named as what it is: a wrong type, not a package that cannot be loaded."""
    assert "[sources.a] type: write the name" in refused(write(text))


def test_a_file_saved_on_windows_is_read(write):
    """A byte order mark at its beginning is no part of it."""
    assert load_sources(write('\ufeff[sources.terraform]\norganization = "acme"\n'))


def test_a_token_command_has_a_program(write):
    """An empty command does not fall back to the environment unsaid."""
    assert "token_command" in refused(write('[sources.terraform]\norganization = "acme"\ntoken_command = []\n'))


@pytest.mark.parametrize("printed", ["", "\n", "one\ntwo\n"])
def test_a_token_command_that_prints_no_token_is_named(write, printed):
    """The remedy is to look at the command; what it printed is not repeated."""
    command = [sys.executable, "-c", f"print({printed!r}, end='')"]
    (source,) = load_sources(write(f'[sources.terraform]\norganization = "acme"\ntoken_command = {command!r}\n'))
    with pytest.raises(AuthError, match="run the token command") as caught:
        source.token()
    assert "two" not in str(caught.value)
    assert "set " not in str(caught.value)


LOOK_LIKE_TOKENS = [
    "xoxb-4711-0815-abcdefgh", "xoxe.xoxp-1-abcdefgh12", "xapp-1-A0B1-4711-abcdef", "ghp_Ab0Cd1Ef2Gh3Ij4Kl5", "github_pat_11AB_0Cd1Ef2Gh3",
    "u+Ab0Cd1Ef2Gh3Ij4Kl5", "y_AbCd0Ef1Gh2Ij3Kl4M", "Ab0Cd1Ef2Gh3Ij.atlasv1.Kl4Mn5Op6", "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "c0ffee1234dead5678beef9012cafe3456babe78", "glpat-Ab0Cd1Ef2Gh3", "sntrys_eyJhbGciOi.x", "ATATT3xAb0Cd1Ef2", "eyJhbGciOiJIUzI1NiJ9.e30.x",
    "Bearer abcdefg", "AKIAABCDEFGHIJKLMNOP",
]  # fmt: skip
NAMES = [
    "SLACK_TOKEN",
    "slack_token",
    "SLACK_TOKEN_EMEA_2",
    "PAGERDUTY_TOKEN_2026",
    "TF_TOKEN_app_terraform_io",
    "mySlackTokenEnv",
    "T",
    "ghp_token",
    "ACMEPRODUCTIONSLACKTOKEN2",
]
TYPES = {
    "slack": 'channels = ["#a"]',
    "datadog": "",
    "pagerduty": "",
    "sentry": 'organization = "a"',
    "github": 'repos = ["a/b"]',
    "terraform": 'organization = "a"',
    "grafana": 'base_url = "https://acme.grafana.net"',
    "statuspage": 'page = "kctbh9vrtdwd"',
}


@pytest.mark.parametrize(
    "key",
    [
        "slack.token_env",
        "datadog.token_env",
        "datadog.api_key_env",
        "pagerduty.token_env",
        "github.token_env",
        "sentry.token_env",
        "grafana.token_env",
        "statuspage.token_env",
        "terraform.token_env",
    ],
)
@pytest.mark.parametrize("value", LOOK_LIKE_TOKENS)
def test_a_token_is_no_name_of_a_variable(write, key, value):
    """It is refused, in a file and in Python, and shown by neither; also not by the error that stands behind."""
    import tomllib

    table, name = key.split(".")
    text = refused(write(f'[sources.{table}]\n{TYPES[table]}\n{name} = "{value}"\n'))
    assert name in text
    assert value not in text
    with pytest.raises(ConfigError) as caught:
        source_type(table)(**tomllib.loads(TYPES[table]), **{name: value})
    seen = traceback.format_exception(caught.value)
    assert value not in "".join(seen)
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_token(name):
    """What people call their variables is taken."""
    assert source_type("pagerduty")(token_env=name).credential == name


@pytest.mark.parametrize("value", ["two words", "a-b", "1A", "", "$X", "A=B", "\u00e9"])
def test_what_no_variable_is_called_is_no_name(value):
    """A variable that cannot be set would never be found."""
    with pytest.raises(ConfigError, match="token_env"):
        source_type("pagerduty")(token_env=value)


@pytest.mark.parametrize("value", LOOK_LIKE_TOKENS[:4])
@pytest.mark.parametrize(
    "text",
    ["[sources.pagerduty]\ntoken_command = ['echo', '{}']\n", "[sources.pagerduty]\ntoken_command = ['{}']\n",
     "[sources.pagerduty]\ntoken_command = '{}'\n", "[sources.'{}']\n", "[sources.'{}']\ntype = 'pagerduty'\n",
     "[sources.x]\ntype = '{}'\n", "[sources.pagerduty]\n'{}' = 1\n", "'{}' = 1\n",
     "[sources.pagerduty]\nbase_url = 'https://api.acme.test/{}'\n"],
)  # fmt: skip
def test_a_token_in_any_other_place_of_the_file_is_not_repeated(write, text, value):
    """As a command or its argument, a table's name, a type, a key, in an address: refused, unseen."""
    assert value not in refused(write(text.format(value)))


def test_a_command_may_hold_ids(write):
    """What a password manager is asked for looks drawn by lot, and is no token."""
    (source,) = load_sources(
        write("[sources.pagerduty]\ntoken_command = ['op', 'item', 'get', 'zx7ipq3n5w2f6x4rk8t1v0m9qe']\n")
    )
    assert source.token_command[0] == "op"


def test_a_wrong_call_raises_our_own_error():
    """In Python, too: the key is named, the value is not, and nothing of it stands behind the error."""
    with pytest.raises(ConfigError, match="channels") as caught:
        source_type("slack")(channels=17, hunter2="x")
    assert "17" not in str(caught.value)


@pytest.mark.parametrize("site", ["acme.test/x", "https://acme.test", "a@hunter2", "two words"])
def test_a_site_that_is_none_leads_no_key_anywhere(monkeypatch, site):
    """`DD_SITE` is held to what `site` is held to; the gap names the variable and not its value."""
    import timeline as tl
    from support_events import WINDOW

    for name, value in {"DD_SITE": site, "DD_API_KEY": "x", "DD_APP_KEY": "x"}.items():
        monkeypatch.setenv(name, value)
    (row,) = tl.reconstruct(WINDOW, [tl.Datadog()]).coverage
    assert "DD_SITE holds no site" in row.gaps[0].detail
    assert site not in row.gaps[0].detail
