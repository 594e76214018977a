"""What Atlantis says: its commands and how they come out, rendered and in the source."""

import time

import pytest

from timeline.sources.github.atlantis import outcome

ONE = "dir: live workspace: default"
LOCKED = (
    "Plan Failed: This project is currently locked by an unapplied plan from pull #7. To continue, delete the lock "
    "from #7 or apply that plan and merge the pull request.\n\nOnce the lock is released, comment atlantis plan here"
)
LIST = "dir: one workspace: default\ndir: two workspace: default\n\n1. dir: one workspace: default\n"
HELP = "\n\nTo apply this plan, comment:\natlantis apply -d live"


def told(body, name="Infra Bot"):
    found = outcome(body, name)
    return found and (found.sentence, found.tags.get("atlantis"), found.tags.get("status"))


@pytest.mark.parametrize(
    ("body", "sentence", "step", "status"),
    [
        (f"Ran Plan for {ONE}\n\nPlan: 1 to add, 2 to change, 0 to destroy.{HELP}",
         "Atlantis ran plan for live: Plan: 1 to add, 2 to change, 0 to destroy", "plan", None),
        (f"Ran Plan for {ONE}\n\nPlan: 4 to import, 1 to add, 0 to change, 0 to destroy, 2 to forget.",
         "Atlantis ran plan for live: Plan: 4 to import, 1 to add, 0 to change, 0 to destroy, 2 to forget", "plan", None),
        (f"Ran Plan for {ONE}\n\nNo changes. Your infrastructure matches the configuration.",
         "Atlantis ran plan for live: No changes", "plan", None),
        (f"Ran Plan for project: edge {ONE}\n\nPlan Error\nShow Output\n\nexit status 1: running terraform init",
         "Atlantis ran plan for edge and failed", "plan", "failed"),
        (f"Ran Plan for {ONE}\n\n{LOCKED}",
         "Atlantis ran plan for live and failed: " + LOCKED.partition("\n")[0].removeprefix("Plan Failed: ").rstrip("."), "plan", "failed"),
        (f"Ran Plan for 2 projects:\n\n{LIST}Plan: 3 to add, 0 to change, 0 to destroy.",
         "Atlantis ran plan for 2 projects", "plan", None),
        (f"Ran Plan for 2 projects:\n\n{LIST}Plan: 3 to add, 0 to change, 0 to destroy.\n\n2. dir: two workspace: default\nPlan Error\nexit status 1\n\nPlan Summary\n\n2 projects, 1 with changes, 0 with no changes, 1 failed",
         "Atlantis ran plan for 2 projects and failed: 1 with changes, 0 with no changes, 1 failed", "plan", "failed"),
        (f"Ran Plan for 2 projects:\n\n{LIST}Plan Summary\n\n2 projects, 2 with changes, 0 with no changes, 0 failed",
         "Atlantis ran plan for 2 projects: 2 with changes, 0 with no changes, 0 failed", "plan", None),
        (f"Ran Apply for {ONE}\n\nApply complete! Resources: 1 added, 0 changed, 0 destroyed.",
         "Atlantis ran apply for live: Apply complete! Resources: 1 added, 0 changed, 0 destroyed", "apply", None),
        (f"Ran Apply for {ONE}\n\nApply Failed: Pull request must be approved before running apply.",
         "Atlantis ran apply for live and failed: Pull request must be approved before running apply", "apply", "failed"),
        (f"Ran Apply for {ONE}\n\nApply Error\n\nexit status 1", "Atlantis ran apply for live and failed", "apply", "failed"),
        (f"Ran Apply for 2 projects:\n\n{LIST}Apply complete! Resources: 3 added, 0 changed, 0 destroyed.\n\n2. dir: two workspace: default\nApply Error\n\nApply Summary\n\n2 projects, 1 successful, 0 failed, 1 errored",
         "Atlantis ran apply for 2 projects and failed: 1 successful, 0 failed, 1 errored", "apply", "failed"),
        ("Ran Apply for 0 projects:", "Atlantis ran apply for 0 projects", "apply", None),
        (f"Ran Policy Check for {ONE}\n\nPolicy Check Failed: Some policy sets did not pass.\n\nPolicy Set: costs\nFAIL - main\n\n1 test, 0 passed, 0 warnings, 1 failure, 0 exceptions",
         "Atlantis ran policy check for live and failed: Some policy sets did not pass", "policy_check", "failed"),
        (f"Ran Policy Check for {ONE}\n\nPolicy Set: costs\n\n2 tests, 2 passed, 0 warnings, 0 failures, 0 exceptions",
         "Atlantis ran policy check for live: 2 tests, 2 passed, 0 warnings, 0 failures, 0 exceptions", "policy_check", None),
        (f"Ran Policy Check for 2 projects:\n\n{LIST}\nPolicy Check Error\nexit status 2",
         "Atlantis ran policy check for 2 projects and failed", "policy_check", "failed"),
        (f"Ran Approve Policies for 1 projects:\n\n{LIST}Approve Policies Error\npolicy set: costs user eve is not a policy owner",
         "Atlantis ran approve policies for 1 project and failed", "approve_policies", "failed"),
        ("Approved Policies for 2 projects:\n\ndir: one workspace: default", "Atlantis approved policies for 2 projects", "approve_policies", None),
        (f"Ran Import for {ONE}\n\nImport successful!\n\nA plan file was discarded.", "Atlantis ran import for live: Import successful!", "import", None),
        ("Import Failed: import cannot run on multiple projects. please specify one project.",
         "Infra Bot told that the import failed: import cannot run on multiple projects. please specify one project", "import", "failed"),
        (f"Ran State rm for {ONE}\n\nRemoved random_id.a\nSuccessfully removed 2 resource instance(s).",
         "Atlantis ran state rm for live: Successfully removed 2 resource instance(s)", "state", None),
        (f"Ran State for 2 projects:\n\n{LIST}", "Atlantis ran state for 2 projects", "state", None),
        (f"Ran State rm for {ONE}\n\nState Error\n\nexit status 1", "Atlantis ran state rm for live and failed", "state", "failed"),
        (f"Ran Version for {ONE}\n\nTerraform v1.9.5\non linux_amd64", "Atlantis ran version for live", "version", None),
        ("Locks and plans deleted for the projects and workspaces modified in this pull request:\n\ndir: live workspace: default",
         "Atlantis deleted its locks and plans", "unlock", None),
        ("All Atlantis locks for this PR have been unlocked and plans discarded", "Atlantis deleted its locks and plans", "unlock", None),
        ("Failed to delete PR locks", "Atlantis failed to delete its locks", "unlock", "failed"),
        ("Warning: The plan for dir: live workspace: default was discarded via the Atlantis UI.\n\nTo apply this plan you must run plan again.",
         "Atlantis's plan for live was discarded in its own pages", "discard", None),
        ("Continued plan output from previous comment.\nShow Output\n\nPlan Error\nexit status 1", "Atlantis told more of its plan and failed", "plan", "failed"),
        ("Error: Running atlantis apply is disabled.", "Atlantis ran nothing: Running atlantis apply is disabled", "refused", "failed"),
        ('Error: unknown command "import".\nRun \'atlantis --help\' for usage.', 'Atlantis ran nothing: unknown command "import"', "refused", "failed"),
        ("Automatically merging because all plans have been successfully applied.", "Atlantis began to merge, all plans being applied", "merge", None),
        ("Automerging failed:\nmerge conflict", "Atlantis failed to merge", "merge", "failed"),
        ("Cancelled all queued operations and released working directory locks for this pull request.", "Atlantis canceled what was queued", "cancel", None),
        ("atlantis apply -d live\nthanks", 'Infra Bot told Atlantis "atlantis apply -d live"', "command", None),
        ("atlantis unlock", 'Infra Bot told Atlantis "atlantis unlock"', "command", None),
    ],
)  # fmt: skip
def test_every_command_and_how_it_came_out(body, sentence, step, status):
    """Each step of its is told with its outcome, from the text as GitHub renders it; a failure always says so."""
    assert told(body) == (sentence, step, status)


@pytest.mark.parametrize(
    ("rendered", "source"),
    [
        (f"Ran Plan for {ONE}\n\nPlan Failed: no", "Ran Plan for dir: `live` workspace: `default`\n\n**Plan Failed**: no"),
        (f"Ran Apply for project: p {ONE}\n\nApply Error\nx", "Ran Apply for project: `p` dir: `live` workspace: `default`\n\n**Apply Error**\n```\nx\n```"),
        (f"Ran State rm for {ONE}\n\nx", "Ran State `rm` for dir: `live` workspace: `default`\n\nx"),
        ("Error: Failed to check global apply lock. No.", "**Error:** Failed to check global apply lock. No."),
        ("Warning: The plan for dir: live workspace: w was discarded via the Atlantis UI.",
         "**Warning**: The plan for dir: `live` workspace: `w` was **discarded** via the Atlantis UI."),
        ("Import Failed: no", "**Import Failed**: no"),
    ],
)  # fmt: skip
def test_the_source_is_read_like_what_it_looks_like(rendered, source):
    """The marks of Markdown change nothing."""
    assert outcome(source, "B") == outcome(rendered, "B") is not None


def test_where_it_ran_is_told():
    """The project, its directory and its workspace are tags; of several, how many."""
    assert outcome(f"Ran Plan for project: edge {ONE}", "B").tags == {
        "atlantis": "plan", "project": "edge", "directory": "live", "workspace": "default",
    }  # fmt: skip
    assert outcome("Ran Plan for 3 projects:", "B").tags == {"atlantis": "plan", "projects": "3"}


@pytest.mark.parametrize(
    "body",
    [
        "I ran Plan for dir: x", "Plan failed again, see above", "The plan: 1 to add", "Planned for dir: x workspace: y",
        "Apply Failed to convince me", "Warning: The plan for Friday was discarded", "see atlantis plan", "", "Error: no such thing",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_an_ordinary_comment(body):
    """A comment that does not begin as a template does is somebody's words."""
    assert outcome(body, "Ada") is None


@pytest.mark.parametrize(
    "words",
    ["Plan: 1 to add, ", "1", "dir: a ", "project: ", "Apply complete! Resources: ", "1 tests, 1 passed, ", "* `"],
)
def test_a_long_comment_takes_no_long_time(words):
    """The longest comment that GitHub takes is read at once, whatever it repeats."""
    body = f"Ran Policy Check for {words * (65000 // len(words))}"
    began = time.process_time()
    for head in ("Ran Plan for ", "Ran Apply for ", "Ran Policy Check for dir: "):
        outcome(head + body, "B")
    assert time.process_time() - began < 1
