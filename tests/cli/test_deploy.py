from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import COMMANDS, group
from kg.config import Settings
from kg.deploy import EXAMPLES

OWN = {"KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_PASSWORD_FILE"}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_names_only_commands_and_settings_that_exist(name: str) -> None:
    done = CliRunner().invoke(group, ["deploy", name])
    assert done.exit_code == 0
    settings = {f"KG_{field.upper()}" for field in Settings.__dataclass_fields__} | OWN
    assert set(re.findall(r"\bKG_[A-Z_]+", done.output)) <= settings
    assert set(re.findall(r"/kg ([a-z]+)", done.output)) <= set(COMMANDS)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    units = []
    for name, file in (("systemd", "kg.service"), ("systemd-pull", "kg-pull.service")):
        text = CliRunner().invoke(group, ["deploy", name]).output
        units.append(tmp_path / file)
        units[-1].write_text(text.replace("/opt/kg/bin/kg", sys.executable), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    about = [line for line in done.stderr.splitlines() if line.startswith(("kg", str(tmp_path)))]
    assert about == []


def test_the_unit_lets_readers_confine_themselves() -> None:
    """Else the system ends each reader as it starts: `@system-service` of systemd 252 lacks it."""
    text = CliRunner().invoke(group, ["deploy", "systemd"]).output
    allowed = next(line for line in text.splitlines() if line.startswith("SystemCallFilter="))
    calls = ("create_ruleset", "add_rule", "restrict_self")
    assert {f"landlock_{call}" for call in calls} <= set(allowed.split())
