"""What the repository needs to publish itself: workflows that call what is there, a change log that can be read, owners said once."""

import json
import os
import re
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


def test_nothing_is_released_that_is_not_ready() -> None:
    """A version without a section of its own has no notes."""
    found = subprocess.run([ROOT / "script" / "release", "--notes"], capture_output=True, text=True, check=False)  # noqa: S603  ours
    assert found.returncode == 1
    assert f"says nothing of {MANIFEST['version']}" in found.stderr
