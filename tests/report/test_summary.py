"""A summary tells one cause once, what is new, and what to do; it stays short however many NRPs there are."""

from dataclasses import replace
from datetime import date, timedelta

from robot.model.identifiers import Nrp
from robot.model.outcome import Reason
from robot.model.secret import SecretKind
from robot.model.state import Phase
from robot.model.summary import RunFacts
from robot.report.letter import letter_of
from robot.report.portal import portal_lines
from robot.report.results import result_row
from robot.report.status import Standing, standing
from robot.report.story import story
from robot.report.summary import Stood, stood, summarise
from robot.report.summary_lines import lines_of
from robot.rules.advice import block_for
from robot.rules.circuit import Circuit
from robot.rules.flow_stop import FlowTrouble
from robot.rules.foresee import Foreseen
from robot.rules.outages import noted
from tests.rules.records import EMPLOYER, NOW, TODAY, record, relation, seen

RUN = RunFacts(NOW, TODAY, NOW - timedelta(minutes=80))


def one(number: int, phase: Phase, text: str = "", **changes: object) -> Standing:
    employer = replace(EMPLOYER, nrp=Nrp(f"A{number:010}"), name=f"EMPRESA {number}")
    return standing(record(employer=employer, phase=phase, phase_text=text, **changes), TODAY)


def blocked(number: int, reason: Reason, detail: str = "", **more: object) -> Standing:
    block = block_for(reason, nrp=f"A{number:010}", since=NOW, detail=detail, **more)  # type: ignore[arg-type]
    failed = reason in (Reason.SCREEN_UNKNOWN, Reason.FLOW_FAULT)
    return one(number, Phase.FAILED if failed else Phase.NEEDS_PERSON, block.text, block=block)


def in_force(number: int, end: date) -> Standing:
    return one(number, Phase.IN_FORCE, seen=seen(relations=(relation(end),)))


def before(*standings: Standing) -> dict[str, Stood]:
    return {each.record.employer.nrp: stood(each) for each in standings}


def test_three_hundred_nrps_with_one_cause_are_told_once_with_the_command() -> None:
    found = [blocked(number, Reason.CAPTCHA) for number in range(300)]
    summary = summarise(found, before(*(one(number, Phase.PENDING) for number in range(300))), RUN)
    told = "\n".join(lines_of(summary))
    assert summary.subject == "Infonavit: 300 NRP necesitan a una persona"
    assert told.count("CAPTCHA") == told.count("attend`:") == 1
    assert "300  El portal pide un código CAPTCHA para entrar. (300 nuevos)" in told
    assert "Captchas que esperan a una persona: 300." in told
    assert "y 297 más, en el libro de resultados" in told
    assert len([*lines_of(summary)]) < 15


def test_failures_are_grouped_by_the_line_of_the_flow() -> None:
    found = [
        blocked(1, Reason.FLOW_FAULT, "probó 3", where="flows/infonavit/sign.yaml:12:5"),
        blocked(2, Reason.FLOW_FAULT, "probó 4", where="flows/infonavit/sign.yaml:12:9"),
        blocked(3, Reason.FLOW_FAULT, where="flows/infonavit/log_in.yaml:7:5"),
    ]
    failed = summarise(found, {}, RUN).sections[0]
    assert (failed.title, [len(group.members) for group in failed.groups]) == ("Fallaron", [2, 1])
    assert failed.groups[0].cause.endswith("sign.yaml:12")


def test_what_is_mailed_tells_no_folder_of_the_machine_and_explain_tells_the_whole_path() -> None:
    place = r"C:\Users\Ana Ruiz\nómina\flows\screens\login.yaml:12:5"
    found = [blocked(1, Reason.FLOW_FAULT, f"Se buscó uno [{place}].", where=place)]
    trouble = FlowTrouble("Entrar", Reason.FLOW_FAULT, place, "", ("1", "2", "3"))
    told = [
        *lines_of(summarise(found, {}, RUN)), result_row(found[0]).reason, *portal_lines(Circuit(), [trouble], NOW)
    ]  # fmt: skip
    assert "Ana" not in "".join(told) and sum("screens/login.yaml:12" in line for line in told) == 3
    assert any(place in line for chapter in story(found[0], ()) for line in chapter.lines)


def test_refusals_are_apart_by_the_portals_words_but_not_by_their_numbers() -> None:
    said = ["Folio 123 sin vigencia", "Folio 99 sin vigencia", "RFC bloqueado"]
    found = [blocked(number, Reason.REFUSED, f"El portal dice: «{words}».") for number, words in enumerate(said)]
    groups = summarise(found, {}, RUN).sections[0].groups
    assert [len(group.members) for group in groups] == [2, 1]
    assert "Folio 123" in groups[0].cause and groups[0].todo.endswith("retry NRP`.")
    assert groups[1].todo.endswith("retry A0000000002`.")  # alone: the command as it is to be typed


def test_secrets_that_were_refused_are_apart_by_kind() -> None:
    kinds = (SecretKind.PORTAL_PASSWORD, SecretKind.EFIRMA_PASSPHRASE)
    found = [blocked(number, Reason.CREDENTIAL, secret=kind) for number, kind in enumerate(kinds)]
    assert len(summarise(found, {}, RUN).sections[0].groups) == 2


def test_what_changed_in_the_run_is_told_apart_from_what_was_so_already() -> None:
    end, later = TODAY + timedelta(days=20), TODAY + timedelta(days=385)
    old = before(
        one(1, Phase.WAITING), one(2, Phase.PENDING, seen=seen(relations=(relation(end),))), in_force(3, later)
    )
    sections = summarise([in_force(1, later), in_force(2, later), in_force(3, later)], old, RUN).sections
    assert [(section.title, [one.nrp for one in section.groups[0].members]) for section in sections] == [
        ("Quedaron vigentes", ["A0000000001"]),
        ("Se renovaron", ["A0000000002"]),
    ]


def test_what_ends_without_a_successor_comes_with_its_day_the_first_one_first() -> None:
    ends = (TODAY + timedelta(days=9), TODAY - timedelta(days=1), TODAY + timedelta(days=40))
    found = [one(n, Phase.WAITING, "espera", seen=seen(relations=(relation(end),))) for n, end in enumerate(ends)]
    summary = summarise(found, {}, RUN)
    (group,) = summary.sections[0].groups
    assert [member.note for member in group.members] == ["venció el 22/11/2026", "vence el 02/12/2026"]
    assert summary.needs_attention


def test_what_will_stop_a_renewal_is_told_with_the_first_day_first() -> None:
    warnings = [Foreseen(Reason.EFIRMA, "La e.firma termina.", "Renuévela.", TODAY + timedelta(days=n)) for n in (9, 5)]
    found = [replace(in_force(n, TODAY + timedelta(days=40)), warnings=(warnings[n],)) for n in (0, 1)]
    summary = summarise(found, {}, RUN)
    (section,) = summary.sections
    assert (section.title, len(section.groups)) == ("Impedirá la próxima renovación", 1)
    assert [member.nrp for member in section.groups[0].members] == ["A0000000001", "A0000000000"]
    assert section.groups[0].members[0].note == "antes del 28/11/2026. La e.firma termina."
    assert not summary.needs_attention


def test_a_good_day_needs_no_attention_and_says_so_in_the_subject() -> None:
    summary = summarise([in_force(1, TODAY + timedelta(days=300)), one(2, Phase.WAITING, "espera")], {}, RUN)
    assert (summary.subject, summary.needs_attention) == ("Infonavit: 1 NRP vigente, 1 en espera", False)
    assert summary.trouble == frozenset()
    assert summary.facts[1] == "Duró 1 h 20 min: del 23/11/2026 10:40 al 23/11/2026 12:00."


def test_an_outage_is_told_with_its_times_and_is_trouble_after_an_hour() -> None:
    at = NOW - timedelta(hours=2)
    outages = noted((), at, Circuit(4, at + timedelta(minutes=5), "Mantenimiento."))
    outages = noted(outages, at + timedelta(minutes=7), Circuit(5, NOW + timedelta(hours=1), "Otra cosa."))
    down = summarise([], {}, replace(RUN, outages=outages))
    assert "El portal no responde desde el 23/11/2026 10:00. Mantenimiento." in down.facts
    assert down.trouble == {"portal down"}
    over = noted(outages, NOW, Circuit())
    assert "del 23/11/2026 10:00 al 23/11/2026 12:00." in summarise([], {}, replace(RUN, outages=over)).facts[-1]
    assert len(noted(over, NOW, Circuit(4, NOW, ""))) == 2


def test_trouble_has_the_same_name_for_another_nrp_and_another_name_for_another_cause() -> None:
    first, other = (summarise([blocked(n, Reason.CAPTCHA)], {}, RUN).trouble for n in (1, 2))
    assert first == other != summarise([blocked(1, Reason.TERMS)], {}, RUN).trouble


def test_the_mail_escapes_what_the_portal_said_and_calls_nothing_remote() -> None:
    found = [blocked(1, Reason.REFUSED, "El portal dice: «<img src=http://x.example/a onerror=1>».")]
    letter = letter_of(summarise(found, {}, RUN), ("resultado.xlsx", b"x"))
    assert "<img" not in letter.html and "&lt;img" in letter.html
    assert not {"<link", "<script", "url(", 'src="'} & {
        bit for bit in ("<link", "<script", "url(", 'src="') if bit in letter.html
    }
    assert "adjunto" in letter.html and "adjunto" in letter.text
    assert "<img" in letter.text


def test_a_thousand_nrps_make_a_short_mail() -> None:
    reasons = (Reason.CAPTCHA, Reason.TERMS, Reason.REFUSED, Reason.MAIL_MISSING)
    found = [blocked(number, reasons[number % 4]) for number in range(1000)]
    letter = letter_of(summarise(found, {}, RUN))
    assert len(letter.text.splitlines()) < 40
    assert len(letter.html) < 10_000
