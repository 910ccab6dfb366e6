"""Whatever the model can say comes back from JSON as it went in."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot.model.employer import Authorisation, Developer, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.relation import Relation
from robot.model.state import Block, MailMark, Seen
from robot.outside.ledger import codecs

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
instants = st.datetimes(timezones=st.just(UTC)) | st.datetimes(timezones=st.just(timezone(timedelta(hours=-6)))).filter(
    lambda instant: 1 < instant.year < 9999
)
st.register_type_strategy(str, texts)
st.register_type_strategy(datetime, instants)
st.register_type_strategy(Nrp, st.from_regex(r"[A-Z0-9][0-9]{10}", fullmatch=True).map(Nrp))
st.register_type_strategy(Rfc, st.sampled_from(["ÑA&010101AB1", "CAC840428RH1", "PEPJ8001019Q8"]).map(Rfc))


def through_json(plain: object) -> object:
    return json.loads(json.dumps(plain))


@given(st.builds(Employer, developer=st.builds(Developer), authorisation=st.none() | st.builds(Authorisation)))
def test_employers(employer: Employer) -> None:
    assert codecs.employer_from_json(through_json(codecs.employer_to_json(employer))) == employer


@given(st.lists(st.builds(Relation), max_size=3).map(tuple))
def test_relations(relations: tuple[Relation, ...]) -> None:
    assert codecs.relations_from_json(through_json(codecs.relations_to_json(relations))) == relations


@given(st.builds(Seen))
def test_what_was_seen(seen: Seen) -> None:
    assert codecs.seen_from_json(through_json(codecs.seen_to_json(seen))) == seen


@given(st.none() | st.builds(Block))
def test_blocks(block: Block | None) -> None:
    assert codecs.block_from_json(through_json(codecs.block_to_json(block))) == block


@given(st.lists(st.builds(MailMark), max_size=3).map(tuple))
def test_marks(marks: tuple[MailMark, ...]) -> None:
    assert codecs.marks_from_json(through_json(codecs.marks_to_json(marks))) == marks


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        codecs.seen_to_json(Seen(True, datetime(2026, 1, 1)))  # noqa: DTZ001
