"""Who becomes which role, and what of a record still holds when nobody in it is named."""

import json
import stat
import subprocess
import sys

import pytest

import timeline as tl
from support_events import START, WINDOW, event
from support_redaction import BOT, GRACE, IDA, PEOPLE, WILL, record
from timeline.formats.table import FORMATS
from timeline.people.table import People, Person
from timeline.redaction.leaks import LeakError
from timeline.redaction.roles import letters


def acting(person, seconds, summary="", **fields):
    """Something that the person did in Slack."""
    key = next(ref for ref in person.ids if ref.startswith("slack:")).removeprefix("slack:")
    actor = tl.Actor(id=key, name=person.name, kind="person")
    told = {
        "source": "slack",
        "kind": "message.posted",
        "summary": summary or f'{person.name} says "hello"',
        "actor": actor,
    }
    return event(f"m{seconds}", seconds, **told | fields)


STORY = [
    acting(GRACE, 1, 'Grace Ellsworth says "over to Ida"'),
    acting(IDA, 2),
    event("e", 3, summary="Restarted by Mark Söderqvist", actor=BOT),
    acting(WILL, 4, 'Will Okonkwo says "I will"'),
    acting(GRACE, 5),
]


def roles(made):
    return {names[0]: role for role, names in made.redaction.roles.items()}


def test_roles_are_in_the_order_of_first_acts():
    """Who acted first is responder A; who is only mentioned is no responder."""
    made = record(*STORY).redacted(people=PEOPLE)
    assert [each.actor.name for each in made] == [
        "responder A",
        "responder B",
        "deploybot",
        "responder C",
        "responder A",
    ]
    assert made[0].summary == 'responder A says "over to responder B"'
    assert made[2].summary == "Restarted by person B"
    assert made[3].summary == 'responder C says "I will"'
    assert made.redaction.report.people == 4


def test_roles_do_not_depend_on_what_is_shown():
    """A part of a record has the roles of the whole, whichever comes first: choosing or redacting."""
    whole = record(*STORY)
    for part in (
        whole.where(actor="Okonkwo"),
        whole[2:],
        whole.between(START, "2019-06-20T18:30:04Z"),
        whole.where(source="slack"),
    ):
        assert list(part.redacted(people=PEOPLE)) == [
            each for each in whole.redacted(people=PEOPLE) if each.id in {e.id for e in part}
        ]
    assert whole.redacted(people=PEOPLE).where(actor="responder C")[0].summary == 'responder C says "I will"'


def test_late_events_change_no_role():
    """After another pull with events at the end everybody has the role that they had."""
    before = record(*STORY).redacted(people=PEOPLE)
    after = record(*STORY, acting(PEOPLE[3], 50), event("z", 60, body="thanks Niamh")).redacted(people=PEOPLE)
    assert list(after)[: len(before)] == list(before)
    assert after[-2].actor.name == "responder D"


def test_letters_go_on_behind_z():
    """The twenty-seventh is AA."""
    assert [letters(number) for number in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AB",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_people_without_a_row_have_roles_too():
    """Somebody who acted is found although no table names them; so is somebody whom only a payload describes."""
    payload = {"user": {"login": "cassius-quine", "name": "Cassius Quine", "type": "User"}, "text": "by Quine"}
    one = acting(
        Person("Ilse Vantongeren", "person", ("slack:U07ILSE88",)), 1, raw=payload, body="Vantongeren asked Quine"
    )
    made = record(one).redacted(people=People(()))
    assert made[0].body == "responder A asked person A"
    assert "quine" not in made.to_json(raw=True).lower()


def test_a_name_of_two_people_is_nobodys_role():
    """Where a first name may be one of two, neither is named: another's role would be a false fact."""
    other = Person("Grace Umber-Hale", "person", ("slack:U07OTHER9",))
    made = record(acting(GRACE, 1), acting(other, 2), acting(IDA, 3, body="over to Grace, then Grace Ellsworth"))
    assert made.redacted(people=People([GRACE, IDA, other]))[2].body == "over to a responder, then responder A"


def test_a_short_number_is_an_id_only_where_a_person_is_described():
    """A pull request's number is not taken for an account's; the account's own is gone."""
    one = Person("Ida Bramwell", "person", ("slack:1815", "slack:U07IDA99X"))
    raw = {"user": {"id": 1815, "name": "ida"}, "count": 1815, "pull": {"id": 1815, "title": "x"}}
    made = record(acting(one, 1, tags={"number": "1815"}, raw=raw)).redacted(people=People([one]))
    assert made[0].tags == {"number": "1815"}
    assert made[0].raw == {
        "user": {"id": "responder-A", "name": "responder A"},
        "count": 1815,
        "pull": {"id": 1815, "title": "x"},
    }


def test_bots_and_services_keep_their_names():
    """They are no people; but a person's name in theirs is one."""
    service = tl.Actor(id="P1", name="Datadog", kind="service")
    helper = tl.Actor(id="B7", name="Bramwell's helper", kind="bot")
    made = record(event("a", actor=service), event("b", 1, actor=BOT), event("c", 2, actor=helper)).redacted(
        people=PEOPLE
    )
    assert [each.actor.name for each in made] == ["Datadog", "deploybot", "person A's helper"]
    assert made[1].actor.id == "B01"


def test_customers_terms_and_hosts():
    """A customer with all its names is one, a term is marked, a host leads nowhere; words that are like them stay."""
    made = record(
        summary="Initrode and HOOLI complained, initrode.example is down", body="Project Falcon: https://wiki.acme.example/x?y=1",
        tags={"customer": "initrode", "name": "falcon project"}, url="https://wiki.acme.example/p/1",
    ).redacted(customers=["Hooli", ["Initrode", "initrode.example"]], terms=["Project Falcon"], hosts=["wiki.acme.example"])  # fmt: skip
    assert made[0].summary == "customer 2 and customer 1 complained, customer 2 is down"
    assert made[0].body == "[REDACTED]: https://host-1.invalid/x?y=1"
    assert made[0].tags == {"customer": "customer 2", "name": "falcon project"}
    assert made[0].url == "https://host-1.invalid/p/1"
    assert (made.redaction.report.customers, made.redaction.report.terms) == (2, 3)
    with pytest.raises(LeakError, match=r"\(customer\)"):
        made.redaction.check("md", "HOOLI")


def test_a_customer_that_is_a_word_is_taken_as_it_is_written():
    """`Target` the company, not the target."""
    made = record(body="Target complained about the target group").redacted(customers=["Target"])
    assert made[0].body == "customer 1 complained about the target group"


def test_mark_writes_redacted_everywhere():
    """The talk's way: everything is the same mark, and ids still differ."""
    made = record(acting(GRACE, 1), acting(IDA, 2, 'Ida Bramwell says "ask Mark"', keys=("x:ida-b", "x:U07IDA99X")))
    made = made.redacted("mark", people=PEOPLE)
    assert [each.actor.name for each in made] == ["[REDACTED]", "[REDACTED]"]
    assert made[1].summary == '[REDACTED] says "ask [REDACTED]"'
    assert made[1].keys == ("x:REDACTED", "x:REDACTED~2")
    assert "responder" not in made.to_json() + made.to_markdown()


def test_ids_keys_and_links_hold_together():
    """Equal ones stay equal and different ones different; happenings keep their members, links their causes."""
    key = "github:tree:acme/infra/ida/fix-ami"
    events = [
        event("ida-b/1", 0, keys=(key, "datadog:event:1"), kind="alert.triggered", happening="deploys:ida-b/1"),
        event(
            "2",
            1,
            source="pagerduty",
            keys=("datadog:event:1",),
            kind="incident.triggered",
            happening="deploys:ida-b/1",
        ),
        event("3", 2, keys=(key.replace("ida/", "ida-b/"),), url="https://github.com/acme/infra/tree/ida/fix-ami"),
        event(
            "4",
            3,
            url="https://github.com/acme/infra/tree/ida/fix-ami",
            body="see https://github.com/acme/infra/tree/ida/fix-ami",
        ),
    ]
    whole = tl.Timeline(WINDOW, events)
    made = whole.redacted(people=PEOPLE)
    assert len({each.id for each in made}) == 4
    assert made[0].keys[0] != made[2].keys[0]
    assert [group.id for group in made.happenings] == [made[0].id] == [made[1].happening]
    assert [[link.key for link in group.links] for group in made.happenings] == [
        [link.key for link in g.links] for g in whole.happenings
    ]
    assert made[2].url == made[3].url == made[3].body.removeprefix("see ") == "https://redacted.invalid/1"
    assert [made.redaction.original(each.id) for each in made] == [each.id for each in whole]
    assert len(made.lines()) == len(whole.lines())


def test_the_part_about_something_stays_that_part():
    """What `about` chose, why, and what it left out are the same; what was named is redacted, too."""
    from timeline import demo

    with demo.served() as sources:
        whole = tl.reconstruct(demo.WINDOW, sources)
    part = whole.about("4172")
    made = part.redacted()
    assert made.left_out == part.left_out
    assert [made.why_about(each) for each in made] == [part.why_about(each) for each in part]
    assert len(made.lines()) == len(part.lines())
    for word in ("Hopper", "Lovelace", "Pauling", "Franklin", "U0STRANGE", "to Ada", "grace", "linusp"):
        assert word.lower() not in made.to_markdown().lower() + whole.redacted().to_json(raw=True).lower()
    for form, row in FORMATS.items():
        assert list(whole.redacted().pieces(form)) if not row.binary else whole.redacted().to_arrow()
    assert made.coverage[-2].notes != whole.coverage[-2].notes


def test_coverage_is_redacted():
    """Notes, gaps and places name nobody."""
    gap = tl.Gap.of(WINDOW, "denied", "the channel of Ida Bramwell could not be read", where="ida-b")
    row = tl.Coverage(
        source="slack", type="slack", status="partial", gaps=(gap,), notes=("names could not be had: U07IDA99X",)
    )
    made = tl.Timeline(WINDOW, [], [row]).redacted(people=PEOPLE).coverage[0]
    assert made.gaps[0].detail == "the channel of person A could not be read"
    assert made.gaps[0].where == "person A"
    assert made.notes == ("names could not be had: person A",)


def test_what_people_wrote_is_redacted_by_the_same_table():
    """Notes, headings and reworded lines have the roles of the record."""
    text = record(*STORY).redacted(people=PEOPLE).redaction.text
    assert (
        text("## What Ida Bramwell saw\n\nida-b and Mark Söderqvist waited")
        == "## What responder B saw\n\nresponder B and person B waited"
    )


def test_an_engine_may_add_and_never_takes_away():
    """What a stranger's engine finds is marked beside ours; an engine that fails, fails the redaction without a name."""

    class Engine:
        def spans(self, text, aliases):
            assert "ida bramwell" in aliases
            found = text.find("Zaphod")
            return [(found, found + 6)] if found >= 0 else []

    made = record(body="Zaphod and Ida Bramwell").redacted(people=PEOPLE, also=Engine())
    assert made[0].body == "[REDACTED] and person A"

    class Broken:
        def spans(self, text, aliases):
            raise ValueError(text)

    with pytest.raises(tl.TimelineError, match="stopped with ValueError") as failed:
        record(body="Ida Bramwell").redacted(people=PEOPLE, also=Broken())
    assert "Ida" not in str(failed.value)


def test_the_map_of_roles_stands_in_no_export():
    """Neither what is written nor a repr holds it; it is asked for."""
    made = record(*STORY).redacted(people=PEOPLE)
    assert roles(made)["Ida Bramwell"] == "responder B"
    assert "Bramwell" not in repr(made) + repr(made.redaction) + str(made.redaction.report) + made.to_json(raw=True)


def test_a_record_is_redacted_once():
    """Redacting again changes nothing: there is nobody left to find."""
    made = record(*STORY).redacted(people=PEOPLE)
    assert made.redacted() is made


def test_records_with_roles_of_their_own_are_not_put_together():
    """The responder A of one is not the other's."""
    made = record(*STORY).redacted(people=PEOPLE)
    for one, other in ((made, record(*STORY)), (record(*STORY), made)):
        with pytest.raises(tl.ConfigError, match="put the records together first"):
            one | other


def test_facts_of_a_record_without_names_name_nobody():
    """What is made of the model has its roles."""
    from timeline import demo

    with demo.served() as sources:
        made = tl.reconstruct(demo.WINDOW, sources).redacted()
    told = json.dumps(made.facts().to_dict())
    assert "responder" in told
    made.redaction.check("json", told)


def test_a_saved_record_is_checked_as_well(tmp_path):
    """What is kept of a redacted record names nobody, and neither does its folder."""
    made = record(*STORY).redacted(people=PEOPLE)
    made.save(tmp_path / "kept")
    assert list(tl.load(tmp_path / "kept")) == list(made)
    with pytest.raises(LeakError, match="file's name"):
        made.save(tmp_path / "ida-bramwell")
    assert not (tmp_path / "ida-bramwell").exists()


@pytest.mark.parametrize("wrong", [{"customers": "x", "how": "role"}, {"terms": [1]}, {"hosts": [""]}, {"how": "hash"}])
def test_a_wrong_policy_is_refused(wrong):
    """Nothing is guessed about what is to be hidden."""
    with pytest.raises(tl.ConfigError):
        record(*STORY).redacted(wrong.pop("how", "role"), **wrong)


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "timeline", *map(str, arguments)], capture_output=True, text=True, **options
    )


def test_the_command_redacts_and_says_what_it_did(tmp_path):
    """`--redact` alone means roles, also before a record's name; the map goes into a file of its own, for its owner only."""
    record(*STORY).save(tmp_path / "kept")
    done = command("dump", "--redact", tmp_path / "kept", "-o", tmp_path / "out.md", "--roles", tmp_path / "roles.json")
    assert done.returncode == 0, done.stderr
    assert "pseudonymised: " in done.stderr
    assert "anonymous" not in done.stderr
    assert "Slack's search" in done.stderr
    assert "responder B" in (tmp_path / "out.md").read_text()
    assert "Bramwell" not in (tmp_path / "out.md").read_text()
    assert json.loads((tmp_path / "roles.json").read_text())["roles"]["responder B"][0] == "Ida Bramwell"
    assert stat.S_IMODE((tmp_path / "roles.json").stat().st_mode) == 0o600
    assert "[REDACTED] says" in command("dump", tmp_path / "kept", "--redact", "mark").stdout


@pytest.mark.parametrize("form", ["md", "json"])
def test_facts_are_shown_without_names(tmp_path, form):
    """What rules find in a record is shown as the record is: people are roles, and what is printed is read back."""
    record(*STORY, event("p", 0, kind="incident.triggered", severity="error", keys=("pagerduty:incident:Q1",))).save(
        tmp_path / "kept"
    )
    plain = command("facts", tmp_path / "kept", "--format", form).stdout
    shown = command("facts", tmp_path / "kept", "--redact", "--format", form).stdout
    assert "Ellsworth" in plain
    assert "responder A" in shown
    assert not [name for name in ("Ellsworth", "Bramwell", "Okonkwo") if name in shown]


def test_the_command_takes_the_table_of_the_configuration(tmp_path):
    """`[redact]` in timeline.toml names customers and terms; what else stands there is refused."""
    record(event("a", summary="Hooli saw Falcon at https://wiki.example/1")).save(tmp_path / "kept")
    config = tmp_path / "timeline.toml"
    config.write_text(
        '[sources.slack]\nchannels = ["#x"]\n[redact]\ncustomers = ["Hooli"]\nterms = ["Falcon"]\nhosts = ["wiki.example"]\n'
    )
    done = command("dump", tmp_path / "kept", "--redact", "--format", "csv", "--config", config)
    assert "customer 1 saw [REDACTED] at https://host-1.invalid/1" in done.stdout, done.stderr
    config.write_text('[redact]\nclients = ["Hooli"]\n')
    done = command("dump", tmp_path / "kept", "--redact", "--config", config)
    assert (done.returncode, "clients" in done.stderr) == (2, True)


def test_the_command_fails_where_a_name_is_left(tmp_path):
    """A name in the file's own name: exit 1, nothing written, the name not told again."""
    record(*STORY).save(tmp_path / "kept")
    folder = tmp_path / "out"
    folder.mkdir()
    done = command(
        "dump", tmp_path / "kept", "--redact", "--roles", folder / "roles.json", "-o", folder / "bramwell.html"
    )
    assert done.returncode == 1
    assert "the file's name (surname); nothing was written" in done.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "options", [["--redact", "--stream", "--format", "jsonl"], ["--roles", "x.json"], ["--redact=hash"]]
)
def test_the_command_refuses_what_cannot_be(options, tmp_path):
    """A stream is written before all names are known; a map of roles needs roles."""
    assert command("demo", *options, cwd=tmp_path).returncode == 2


FIRST = (
    "Ada",
    "Alice",
    "Bo",
    "Carol",
    "Dmitri",
    "Eva",
    "Farid",
    "Grace",
    "Hope",
    "Jack",
    "Kim",
    "Li",
    "Mark",
    "May",
    "Noor",
    "Rose",
    "Will",
)
LAST = (
    "Abe",
    "Baker",
    "Bell",
    "Chen",
    "Cole",
    "Day",
    "García",
    "Hill",
    "King",
    "Li",
    "Long",
    "Nwosu",
    "Page",
    "Reed",
    "Stone",
    "Young",
    "Øster",
)
SAID = (
    "it may fail again", "will look with grace", "mark as done: page 3", "the king of hills, a long day", "over to {name}",
    "{first}, can you look?", "thanks {first}", "@{handle} please", "{name} restarted it", "see https://github.com/{handle}/x",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_worlds_of_ordinary_names_are_exported(seed):
    """Whatever people are called, no export of their record fails, and nobody's whole name or handle is left."""
    import random

    chance = random.Random(seed)
    people = []
    for number, first in enumerate(chance.sample(FIRST, 7)):
        name, handle = f"{first} {chance.choice(LAST)}", f"{first.lower()}{number}x"
        people.append(Person(name, "person", (f"slack:U0{seed:02d}{number}WORLD", f"github:{handle}"), (name, handle)))
    story = []
    for second in range(40):
        who, other = chance.choice(people), chance.choice(people)
        first, handle = other.name.split()[0], other.names[1]
        words = chance.choice(SAID).format(name=other.name, first=first, handle=handle)
        story.append(
            acting(
                who,
                second,
                f'{who.name} says "{words}"',
                body=words,
                tags={"group": chance.choice(FIRST), "to": handle},
            )
        )
    made = record(*story).redacted(people=People(people))
    for form, row in FORMATS.items():
        told = "" if row.binary else "".join(made.pieces(form))
        assert not any(name in told for person in people for name in (person.name, *person.names, person.ids[0][6:]))
    assert made._repr_html_()
    assert made.to_arrow().num_rows == 40
    assert json.loads(made.to_json(raw=True))
