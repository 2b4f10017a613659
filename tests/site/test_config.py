"""The environment: typed, with defaults that hold where nothing is said."""

import stat
from pathlib import Path

import msgspec
import pytest

from cosmic_site.config import Config, ConfigError, config_from, secret_key, variable_of


def test_an_empty_environment_gives_the_defaults() -> None:
    assert config_from({}) == Config()


def test_a_variable_set_to_nothing_is_not_set() -> None:
    nothing = {variable_of(field.name): "" for field in msgspec.structs.fields(Config)}
    assert config_from(nothing) == Config()


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("COSMIC_MAX_CONNECTIONS", "many"),
        ("COSMIC_TICK_RATE", "fast"),
        ("COSMIC_DEBUG", "perhaps"),
        ("COSMIC_LOG_LEVEL", "LOUD"),
        ("COSMIC_PUBLIC_ORIGIN", "ftp://example.org"),
        ("COSMIC_PUBLIC_ORIGIN", "example.org"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(variable: str, text: str) -> None:
    with pytest.raises(ConfigError, match=variable):
        config_from({variable: text})


def test_values_have_their_types() -> None:
    config = config_from({"COSMIC_TICK_RATE": "30", "COSMIC_DEBUG": "true", "REDIS_URL": "r"})
    assert (config.tick_rate, config.debug, config.redis_url) == (30.0, True, "r")


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path / "data"))
    key = secret_key(config)
    assert len(key) >= 50
    assert secret_key(config) == key
    mode = (tmp_path / "data" / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_configured_key_is_taken_as_it_is(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path / "data"), secret_key="k" * 60)
    assert secret_key(config) == "k" * 60
    assert not (tmp_path / "data").exists()
