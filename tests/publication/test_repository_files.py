"""What the repository needs to publish itself: workflows that call what is there, a change log that can be read, owners said once."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from .rules import PACKAGE, ROOT

MANIFEST = json.loads((PACKAGE / "manifest.json").read_text())
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_there_is_a_workflow_for_each_step() -> None:
    assert {path.stem for path in WORKFLOWS} == {"validate", "test", "docs", "release"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_call_scripts_that_are_there(path: Path) -> None:
    for script in re.findall(r"\b(script/\w+)", path.read_text()):
        assert os.access(ROOT / script, os.X_OK), script
    assert yaml.safe_load(path.read_text())["permissions"]


def test_both_validators_run() -> None:
    text = (ROOT / ".github" / "workflows" / "validate.yml").read_text()
    assert "home-assistant/actions/hassfest" in text
    assert "hacs/action" in text


def test_code_owners_are_the_manifests() -> None:
    assert (ROOT / ".github" / "CODEOWNERS").read_text().split() == ["*", *MANIFEST["codeowners"]]


def test_issue_forms_ask_for_diagnostics() -> None:
    for name in ("bug", "device"):
        form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml").read_text())
        wanted = {field["id"]: field.get("validations", {}).get("required") for field in form["body"]}
        assert wanted["diagnostics"]


def test_the_change_log_is_one() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading) for heading in headings[1:])


def test_a_release_dates_its_notes_and_is_tagged_once(tmp_path: Path) -> None:
    """In a repository of its own: its checks are stubs here, and once released, this one has a section of its version, too."""
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script" / "release", tmp_path / "script")
    for check in ("lint", "test", "docs"):
        (tmp_path / "script" / check).write_text("#!/bin/sh\n")
        (tmp_path / "script" / check).chmod(0o755)
    manifest = tmp_path / "custom_components" / "solar_charging" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    shutil.copy(PACKAGE / "manifest.json", manifest)
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [Unreleased]\n\n- The sun.\n\n## [0.0.1] - 2026-01-01\n\n- The grid.\n"
    )
    version = MANIFEST["version"]

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        owner = {f"GIT_{who}_{what}": "owner" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {**os.environ, **owner, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  ours

    run("git", "init", "--quiet", "--initial-branch", "main")
    run("git", "add", "--all")
    run("git", "commit", "--quiet", "--message", "Begin")
    assert f"says nothing of {version}" in run("script/release", "--notes").stderr
    assert "origin is not set" in run("script/release").stderr
    repository = MANIFEST["documentation"].removeprefix("https://github.com/")
    run("git", "remote", "add", "origin", f"git@github.com:{repository}.git")
    assert run("script/release").returncode == 0
    assert run("git", "tag", "--points-at", "HEAD").stdout.split() == [f"v{version}"]
    assert run("script/release", "--notes").stdout.split("\n") == ["", "- The sun.", "", ""]
    assert f"v{version} is there already" in run("script/release").stderr
