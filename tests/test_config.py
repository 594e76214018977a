"""The configuration file: what it makes, and how it says no."""

import sys

import pytest

from support_plugin import install
from timeline._config import find, load_sources
from timeline._errors import AuthError, ConfigError


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
