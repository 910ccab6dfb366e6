"""The table of relations as typed rows, whatever a portal calls its columns; never a row left out on a guess."""

from datetime import date

import pytest

from robot.model.faults import TableFault
from robot.model.flow import StatusWords
from robot.model.relation import RawTable, Relation, RelationState
from robot.model.screen import Column, Place, TableSpec
from robot.rules.relations_table import read_relations, state_of

SPEC = TableSpec(
    "relations",
    "relations",
    (
        Column("service", ("Servicio de intercomunicación", "Servicio")),
        Column("developer_rfc", ("RFC del Desarrollador", "RFC")),
        Column("developer_name", ("Nombre o Razón social", "Razón social", "Desarrollador", "Nombre")),
        Column("start", ("Inicio de vigencia", "Fecha de inicio", "Inicio", "Desde")),
        Column("end", ("Fin de vigencia", "Fecha fin", "Fin", "Vencimiento", "Hasta", "Vigencia")),
        Column("status", ("Estatus", "Estado", "Situación")),
        Column("folio", ("Folio",)),
    ),
    ("sin registros", "no hay relaciones"),
    Place("relations.yaml", 1, 1),
)
WORDS = StatusWords(
    in_force=("vigente", "registrada"),
    processing=("en proceso", "en trámite"),
    ended=("no vigente", "vencida", "baja"),
    refused=("rechazada", "no registrada"),
)
HEAD = ("Servicio", "RFC del Desarrollador", "Nombre", "Inicio", "Fin", "Estatus")
ROW = ("Avisos", "CAC840428RH1", "COMPUTACIÓN EN ACCIÓN", "23/11/2026", "22/11/2027", "VIGENTE")
START, END = date(2026, 11, 23), date(2027, 11, 22)


def read(headers: tuple[str, ...], *rows: tuple[str, ...]) -> tuple[Relation, ...]:
    return read_relations(RawTable(headers, rows), SPEC, WORDS)


def one(headers: tuple[str, ...], row: tuple[str, ...]) -> Relation:
    (relation,) = read(headers, row)
    return relation


def test_a_row_becomes_a_relation() -> None:
    found = one(HEAD, ROW)
    assert (found.service, found.developer_rfc, found.developer_name) == ("Avisos", "CAC840428RH1", ROW[2])
    assert (found.start, found.end, found.status, found.state) == (START, END, "VIGENTE", RelationState.IN_FORCE)


def test_headers_are_read_as_a_person_reads_them() -> None:
    odd = ("\u00a0SERVICIO:", "rfc  del\u00a0desarrollador", "NOMBRE *", "INICIO", "FIN", "estatus")
    assert one(odd, ROW) == one(HEAD, ROW)


@pytest.mark.parametrize(
    "headers",
    [
        ("Servicio", "RFC", "Desarrollador", "Vigencia inicial", "Vigencia final", "Situación"),
        ("Servicio", "RFC", "Desarrollador", "Vigencia Inicio", "Vigencia Fin", "Situación"),
        ("Servicio", "RFC", "Desarrollador", "Fecha de alta", "Vigencia", "Estado"),
        ("Servicio", "RFC", "Desarrollador", "Fecha de solicitud", "Vencimiento", "Estado"),
        ("Servicio", "RFC", "Desarrollador", "", "", "Estado"),
        ("", "", "", "", "", ""),
    ],
)
def test_the_end_is_never_taken_from_the_start(headers: tuple[str, ...]) -> None:
    found = one(headers, ROW)
    assert (found.developer_rfc, found.end) == ("CAC840428RH1", END)


def test_a_day_of_request_alone_is_no_end() -> None:
    found = one(("Servicio", "RFC", "Fecha de solicitud", "Estatus"), ("Avisos", ROW[1], "23/11/2026", "VIGENTE"))
    assert found.end is None


def test_the_employers_own_rfc_is_not_the_developers() -> None:
    headers = ("RFC del patrón", "Servicio", "Desarrollador", "Fin de vigencia")
    assert one(headers, ("TNO010514AB1", "Avisos", "CAC840428RH1 COMPUTACIÓN", ROW[4])).developer_rfc == "CAC840428RH1"
    headers = ("RFC empresa", "RFC empresa desarrolladora", "Servicio", "Fin")
    assert one(headers, ("TNO010514AB1", "CAC840428RH1", "Avisos", ROW[4])).developer_rfc == "CAC840428RH1"


@pytest.mark.parametrize(
    ("told", "end"),
    [
        ("1 Año", date(2027, 11, 23)), ("12 MESES", date(2027, 11, 23)), ("1 Año 6 Meses", date(2028, 5, 23)),
        ("90 días", date(2027, 2, 21)), ("del 23/11/2026 al 22/11/2027", END), ("23/NOV/2026 - 22/NOV/2027", END),
        ("22 de noviembre de 2027", END),
    ],
)  # fmt: skip
def test_the_end_may_be_told_in_other_ways(told: str, end: date) -> None:
    headers = ("Servicio", "RFC", "Inicio", "Vigencia", "Estatus")
    assert one(headers, ("Avisos", ROW[1], ROW[3], told, "VIGENTE")).end == end


def test_both_days_may_stand_in_one_cell() -> None:
    found = one(("Servicio", "RFC", "Vigencia"), ("Avisos", ROW[1], "23/11/2026 al 22/11/2027"))
    assert (found.start, found.end) == (START, END)


@pytest.mark.parametrize("told", ["31/02/2027", "11/23/2027", "1 Año"])
def test_an_end_that_cannot_be_understood_is_a_fault(told: str) -> None:
    with pytest.raises(TableFault, match=r"fila 1"):
        read(("Servicio", "RFC", "Fin"), ("Avisos", ROW[1], told))


def test_an_end_in_words_without_a_day_lasts() -> None:
    assert one(("Servicio", "RFC", "Fin"), ("Avisos", ROW[1], "Indefinida")).end is None


@pytest.mark.parametrize(
    "row",
    [
        ("", "", "", "", "", ""),
        HEAD,
        ("No hay relaciones registradas", "", "", "", "", ""),
        ("Total:", "3 registros", "", "", "", ""),
        ("Relaciones del ejercicio", "", "", "", "", ""),
        ("Mostrando", "1 a 3", "", "", "", ""),
    ],
)
def test_what_is_no_relation_is_left_out(row: tuple[str, ...]) -> None:
    assert len(read(HEAD, row, ROW)) == 1


@pytest.mark.parametrize(
    "row",
    [
        ("Avisos", "", "COMPUTACIÓN EN ACCIÓN", "23/11/2026", "22/11/2027", "VIGENTE"),
        ("Avisos", "pendiente", "COMPUTACIÓN", "23/11/2026", "", "Pendiente de registro"),
    ],
)
def test_a_row_without_a_developer_is_a_fault_not_left_out(row: tuple[str, ...]) -> None:
    with pytest.raises(TableFault, match=r"fila 2"):
        read(HEAD, ROW, row)


def test_rows_without_any_rfc_are_a_fault_that_names_the_headers() -> None:
    with pytest.raises(TableFault, match=r"Servicio, Fin"):
        read(("Servicio", "Fin"), ("Avisos", "22/11/2027"))


def test_an_empty_table_has_no_relations() -> None:
    assert read(HEAD) == ()
    assert read(("A", "B")) == ()
    assert read(HEAD, ("Sin registros",)) == ()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("VIGENTE", RelationState.IN_FORCE),
        ("No vigente", RelationState.ENDED),
        ("EN TRÁMITE", RelationState.PROCESSING),
        ("No registrada", RelationState.REFUSED),
        ("Registrada", RelationState.IN_FORCE),
        ("Trabaja", RelationState.IN_FORCE),
        ("", RelationState.IN_FORCE),
        ("Palabra nueva", RelationState.IN_FORCE),
    ],
)
def test_the_longest_known_word_decides_the_state(status: str, state: RelationState) -> None:
    assert state_of(status, WORDS) is state
