"""Documents: the same run is the same bytes, and nothing comes back that is not a run."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.expedition import upgrades
from game.expedition.begin import new_run
from game.expedition.document import (
    FORMAT,
    MAX_BYTES,
    VERSION,
    DocumentError,
    copied,
    decode,
    encode,
)
from game.expedition.state import Difficulty, OpenEvent, Run
from game.expedition.upgrades import UPGRADES, MissingUpgrade, upgraded
from tests.support.expedition_play import travelled
from tests.support.expedition_samples import EXPEDITIONS, SAMPLES, sample_path
from tests.support.expedition_versions import imagine_second_version, older_fields


def fields_of(run: Run) -> dict[str, Any]:
    """The document as a tree that can be changed."""
    fields: dict[str, Any] = json.loads(encode(run))
    return fields


def as_json(fields: object) -> bytes:
    return json.dumps(fields).encode()


def refusal(data: bytes | str) -> str:
    with pytest.raises(DocumentError) as caught:
        decode(data)
    return caught.value.reason


class TestEncoding:
    @given(st.text(min_size=1, max_size=64), st.sampled_from(Difficulty))
    def test_a_new_run_comes_back_as_it_was(self, seed: str, difficulty: Difficulty) -> None:
        run = new_run(seed=seed.replace("\0", "0"), difficulty=difficulty)
        assert decode(encode(run)) == run

    @pytest.mark.parametrize("number", range(5))
    def test_a_run_under_way_comes_back_as_it_was(self, number: int) -> None:
        run = travelled(number)
        data = encode(run)
        assert decode(data) == run
        assert encode(decode(data)) == data
        assert decode(data.decode()) == run

    def test_the_document_says_what_it_is(self) -> None:
        fields = fields_of(travelled(1))
        assert list(fields) == ["format", "version", "run"]
        assert (fields["format"], fields["version"]) == (FORMAT, VERSION)
        assert list(fields["run"]) == [field.name for field in msgspec.structs.fields(Run)]

    def test_whole_numbers_are_the_same_bytes_as_floats(self) -> None:
        run = travelled(1)
        run.fuel = 7.0
        other = copied(run)
        other.fuel = 7
        assert other == run
        assert encode(other) == encode(run)

    def test_minus_zero_is_zero(self) -> None:
        run = travelled(1)
        run.fuel = 0.0
        other = copied(run)
        other.fuel = -0.0
        assert encode(other) == encode(run)

    def test_floats_are_rounded_to_the_steps_of_the_rules(self) -> None:
        run = travelled(1)
        run.fuel = 0.1 + 0.2
        assert decode(encode(run)).fuel == 0.3

    def test_the_order_of_a_dictionary_does_not_show(self) -> None:
        run, other = travelled(1), travelled(1)
        run.event = OpenEvent("any", ["leave"], {"who": "one", "item": "other"})
        other.event = OpenEvent("any", ["leave"], {"item": "other", "who": "one"})
        assert other == run
        assert encode(other) == encode(run)

    def test_encoding_changes_nothing(self) -> None:
        run = travelled(1)
        run.fuel = 1.23456
        encode(run)
        assert run.fuel == 1.23456

    def test_a_long_run_is_far_below_the_limit(self) -> None:
        assert len(encode(travelled(2, steps=400))) < MAX_BYTES / 8


class TestRefusal:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "damaged"),
            (b"\x00", "damaged"),
            (b"{", "damaged"),
            (b"[]", "shape"),
            (b"null", "shape"),
            (b"{}", "shape"),
            (b"\xff\xfe{}", "damaged"),
            (b'{"format":"\xff"}', "UTF-8"),
            ("\ud800", "UTF-8"),
            (b'{"format":"cosmic.save","version":1,"run":{}}', "not an expedition's"),
            (b'{"format":"cosmic.expedition","version":1,"run":{}}', "seed"),
            (b'{"format":"cosmic.expedition","version":1,"run":{},"more":1}', "more"),
            (b'{"format":"cosmic.expedition","version":0,"run":{}}', "version"),
            (b'{"format":"cosmic.expedition","version":true,"run":{}}', "version"),
            (b'{"format":"cosmic.expedition","version":99,"run":{}}', "reads up to"),
            (b'{"format":"cosmic.expedition","version":1,"run":' + b"[" * 200_000, "deep"),
            (b'{"format":"cosmic.expedition","version":1,"run":' + b"[" * 5000, "deep"),
        ],
    )
    def test_what_is_no_document(self, data: bytes | str, words: str) -> None:
        assert words in refusal(data)

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
    def test_numbers_that_are_none(self, number: str) -> None:
        fields = fields_of(travelled(1))
        fields["run"]["fuel"] = "FUEL"
        assert refusal(as_json(fields).replace(b'"FUEL"', number.encode()))

    @pytest.mark.parametrize("kind", [bytes, str])
    def test_what_is_too_large_is_not_even_read(self, kind: type) -> None:
        text = " " * MAX_BYTES + encode(travelled(1)).decode()
        assert "256 KiB" in refusal(text if kind is str else text.encode())

    def test_size_is_counted_in_bytes(self) -> None:
        assert "256 KiB" in refusal("é" * (MAX_BYTES - 1))

    def test_a_missing_field_is_named(self) -> None:
        fields = fields_of(travelled(1))
        del fields["run"]["node_id"]
        assert "node_id" in refusal(as_json(fields))

    def test_a_field_too_many_is_named(self) -> None:
        fields = fields_of(travelled(1))
        fields["run"]["cheat"] = True
        assert "cheat" in refusal(as_json(fields))

    def test_what_can_not_be_is_said(self) -> None:
        fields = fields_of(travelled(1))
        fields["run"]["node_id"] = "nowhere"
        assert "'nowhere', which is not on the map" in refusal(as_json(fields))

    def test_every_truncation_is_refused(self) -> None:
        data = encode(travelled(1))
        for end in range(0, len(data), 97):
            assert refusal(data[:end])


class TestVersions:
    def test_there_is_a_golden_file_of_every_version(self) -> None:
        for version in range(1, VERSION + 1):
            names = {path.name for path in EXPEDITIONS.glob(f"*.v{version}.json")}
            assert names >= {f"{name}.v{version}.json" for name in SAMPLES}

    @pytest.mark.parametrize("path", sorted(EXPEDITIONS.glob("*.json")), ids=lambda path: path.name)
    def test_golden_files_load_for_ever(self, path: Any) -> None:
        run = decode(path.read_bytes().strip())
        assert decode(encode(run)) == run

    @pytest.mark.parametrize("name", SAMPLES)
    def test_todays_golden_files_are_canonical(self, name: str) -> None:
        data = sample_path(name).read_bytes().strip()
        assert encode(decode(data)) == data

    def test_every_older_version_has_its_upgrade(self) -> None:
        assert set(UPGRADES) == set(range(1, VERSION))

    def test_upgrades_follow_each_other(self) -> None:
        def add(key: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
            return lambda fields: {**fields, key: len(fields)}

        table = {1: add("one"), 2: add("two"), 3: add("three")}
        assert upgraded({}, version=1, to=3, table=table) == {"one": 0, "two": 1}
        assert upgraded({}, version=3, to=3, table=table) == {}

    def test_a_gap_between_versions_is_said(self) -> None:
        with pytest.raises(MissingUpgrade, match="version 2"):
            upgraded({}, version=1, to=3, table={1: dict})


class TestAnOlderDocument:
    """Where the present version is the second, and the first called `food` by another name."""

    @pytest.fixture(autouse=True)
    def second_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        imagine_second_version(monkeypatch)

    def older(self) -> dict[str, Any]:
        return older_fields(travelled(1))

    def test_it_is_read_as_the_run_that_it_was(self) -> None:
        assert decode(as_json(self.older())) == travelled(1)

    def test_it_is_stored_in_the_present_version(self) -> None:
        assert fields_of(decode(as_json(self.older())))["version"] == 2

    def test_without_what_its_upgrade_reads_it_is_damaged(self) -> None:
        fields = self.older()
        del fields["run"]["rations"]
        assert "version 1 is damaged" in refusal(as_json(fields))

    @pytest.mark.parametrize("run", [None, [], "run", 7])
    def test_a_run_that_is_no_object_is_refused(self, run: object) -> None:
        assert "shape" in refusal(as_json({**self.older(), "run": run}))

    def test_the_present_schema_is_checked_after_it(self) -> None:
        fields = self.older()
        fields["run"]["rations"] = "plenty"
        assert "food" in refusal(as_json(fields))

    def test_meaning_is_checked_after_it(self) -> None:
        fields = self.older()
        fields["run"]["rations"] = 1_000_000
        assert "units of food" in refusal(as_json(fields))

    def test_nesting_is_checked_before_it(self) -> None:
        deep = b'{"format":"cosmic.expedition","version":1,"run":{"rations":' + b"[" * 5000
        assert "deep" in refusal(deep)

    def test_a_version_without_upgrade_is_too_old(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(upgrades.UPGRADES, 1)
        assert "too old" in refusal(as_json(self.older()))
