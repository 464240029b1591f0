from __future__ import annotations

import typing
from dataclasses import FrozenInstanceError, dataclass, field, fields
from pathlib import Path

import pytest

from kg import config
from kg.config import Settings
from kg.errors import ConfigError


def test_what_is_given_goes_before_the_environment_and_that_before_the_default() -> None:
    environ = {"KG_DATA_DIR": "/from/environment"}
    assert Settings.load(environ, data_dir=Path("/given")).data_dir == Path("/given")
    assert Settings.load(environ, data_dir=None).data_dir == Path("/from/environment")
    assert Settings.load({"KG_DATA_DIR": ""}).data_dir == Settings().data_dir
    assert Settings().data_dir.name == "vnrc-kg"


def test_every_setting_is_documented_can_be_read_and_has_a_name_of_its_own() -> None:
    types = typing.get_type_hints(Settings)
    names = [item.metadata["env"] for item in fields(Settings)]
    assert len(set(names)) == len(names)
    for item in fields(Settings):
        assert item.metadata["env"] == f"KG_{item.name.upper()}"
        assert item.metadata["doc"].endswith(".")
        assert types[item.name] in config._PARSERS


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().data_dir = Path("/elsewhere")  # type: ignore[misc]


@dataclass(frozen=True, kw_only=True)
class Sample(Settings):
    seconds: float = field(
        default=5.0, metadata=config._about("KG_SECONDS", "A deadline, in seconds.", minimum=0.1)
    )
    readers: int = field(default=2, metadata=config._about("KG_READERS", "Readers.", minimum=1))
    open: bool = field(default=False, metadata=config._about("KG_OPEN", "A switch."))
    allowed: tuple[str, ...] = field(default=(), metadata=config._about("KG_ALLOWED", "Addresses."))


def test_values_are_read_as_the_type_of_their_field() -> None:
    environ = {"KG_SECONDS": "0.5", "KG_READERS": "4", "KG_OPEN": "yes", "KG_ALLOWED": "a  b"}
    settings = Sample.load(environ)
    assert (settings.seconds, settings.readers, settings.open) == (0.5, 4, True)
    assert settings.allowed == ("a", "b")


@pytest.mark.parametrize(
    ("name", "value"),
    [("KG_SECONDS", "soon"), ("KG_SECONDS", "0"), ("KG_READERS", "1.5"), ("KG_OPEN", "perhaps")],
)
def test_a_value_that_cannot_be_used_is_named_with_its_setting(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} is"):
        Sample.load({name: value})
