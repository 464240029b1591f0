from __future__ import annotations

import re

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
