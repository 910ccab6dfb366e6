"""Rosters as people send them: what is understood, and what they are told."""

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from robot.model.employer import CONTPAQI, Authorisation
from robot.model.roster import Roster
from robot.model.secret import Secret, SecretKind
from robot.outside.roster_file.columns import Column, recognise
from robot.outside.roster_file.kept import load_table, save_table
from robot.outside.roster_file.read import read_roster

HEADERS = (
    "NRP",
    "correo",
    "contraseña portal",
    "RFC",
    "razón social",
    "archivo cer",
    "archivo key",
    "contraseña efirma",
)
ROW: tuple[Any, ...] = (
    "A1234567890",
    "nomina@empresa.mx",
    "portal-Secreta1",
    "EKU9003173C9",
    "Escuela Kemper Urgate",
    "a.cer",
    "a.key",
    "efirma-Secreta1",
)
ODD = ("00123", "yes", "#x", "=A1", "1e5", ' ñ"$\\', " con espacios  ", "-5+3", "@x", "a;b,c", "VERDADERO", "1/2/2026")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.cer").write_bytes(b"certificado a")
    (tmp_path / "a.key").write_bytes(b"llave a")
    return tmp_path


def with_cells(**cells: Any) -> tuple[Any, ...]:
    """ROW with other cells, by position: c0=..., c7=..."""
    row = list(ROW)
    for name, value in cells.items():
        row[int(name[1:])] = value
    return tuple(row)


def xlsx(
    folder: Path, *rows: Sequence[Any], headers: Sequence[Any] = HEADERS, above: Sequence[Sequence[Any]] = ()
) -> Path:
    book = Workbook()
    for row in (*above, headers, *rows):
        book.active.append(list(row))  # type: ignore[union-attr]
    file = folder / "padron.xlsx"
    book.save(file)
    return file


def csv_file(
    folder: Path, *rows: Sequence[Any], headers: Sequence[Any] = HEADERS, coding: str = "utf-8", **form: Any
) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, **form).writerows([headers, *rows])
    file = folder / "padron.csv"
    file.write_bytes(text.getvalue().encode(coding))
    return file


def read(file: Path, authorisation: Authorisation | None = None, mailboxes: Sequence[str] | None = None) -> Roster:
    return read_roster(file, defaults=CONTPAQI, authorisation=authorisation, mailboxes=mailboxes)


def good(file: Path) -> Roster:
    roster = read(file)
    assert roster.mistakes == ()
    return roster


def said(roster: Roster) -> str:
    return "\n".join(map(str, roster.mistakes))


def test_a_row_becomes_an_employer_with_its_secrets_and_the_presets(folder: Path) -> None:
    (row,) = good(xlsx(folder, ROW)).rows
    employer = row.employer
    assert (employer.nrp, employer.rfc, employer.email) == ("A1234567890", "EKU9003173C9", "nomina@empresa.mx")
    assert (employer.name, employer.developer, employer.mailbox) == ("Escuela Kemper Urgate", CONTPAQI, "")
    assert employer.certificate == hashlib.sha256(b"certificado a").hexdigest()
    assert (row.number, employer.order, employer.authorisation) == (2, 1, None)
    assert row.secrets == {
        SecretKind.PORTAL_PASSWORD: Secret("portal-Secreta1"),
        SecretKind.EFIRMA_CER: Secret(b"certificado a"),
        SecretKind.EFIRMA_KEY: Secret(b"llave a"),
        SecretKind.EFIRMA_PASSPHRASE: Secret("efirma-Secreta1"),
    }


def test_the_optional_columns_are_read(folder: Path) -> None:
    headers = (
        *HEADERS, "contraseña intercomunicación", "buzón", "autorizó", "autorización hasta", "servicio",
        "RFC desarrollador", "nombre desarrollador", "vigencia",
    )  # fmt: skip
    more = ("svc 1", "FIRMA", "Ana Ñúñez", "31/12/2027", "Otro", "AAA010101AAA", "Otra, S.A.", "1 Año 6 Meses")
    (row,) = read(xlsx(folder, (*ROW, *more), headers=headers), mailboxes=["firma"]).rows
    assert row.secrets[SecretKind.SERVICE_PASSWORD] == Secret("svc 1")
    assert row.employer.mailbox == "firma"
    assert row.employer.authorisation == Authorisation("Ana Ñúñez", date(2027, 12, 31))
    developer = row.employer.developer
    assert (developer.service, developer.rfc, developer.name) == ("Otro", "AAA010101AAA", "Otra, S.A.")
    assert developer.validity == "1 Año 6 Meses"


@pytest.mark.parametrize("secret", ODD)
def test_a_password_stays_the_text_it_is_in_excel(folder: Path, secret: str) -> None:
    (row,) = good(xlsx(folder, with_cells(c2=secret, c7=secret))).rows
    assert row.secrets[SecretKind.PORTAL_PASSWORD] == Secret(secret)
    assert row.secrets[SecretKind.EFIRMA_PASSPHRASE] == Secret(secret)


@pytest.mark.parametrize("secret", ODD)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_password_stays_the_text_it_is_in_csv(folder: Path, secret: str, separator: str, coding: str) -> None:
    file = csv_file(folder, with_cells(c2=secret, c4="Ñandú, S.A."), coding=coding, delimiter=separator)
    (row,) = good(file).rows
    assert row.secrets[SecretKind.PORTAL_PASSWORD] == Secret(secret)
    assert row.employer.name == "Ñandú, S.A."


def test_a_quote_inside_an_unquoted_csv_field_is_a_quote(folder: Path) -> None:
    text = ";".join(HEADERS) + "\r\n" + ";".join(with_cells(c2=' ñ"$\\'))
    (folder / "padron.csv").write_bytes(text.encode("cp1252"))
    (row,) = good(folder / "padron.csv").rows
    assert row.secrets[SecretKind.PORTAL_PASSWORD] == Secret(' ñ"$\\')


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_any_line_end_will_do_and_quoted_lines_are_one_row(folder: Path, end: str) -> None:
    file = csv_file(folder, with_cells(c4="Una\nDos"), with_cells(c0="mal"), lineterminator=end, quoting=csv.QUOTE_ALL)
    roster = read(file)
    assert roster.rows[0].employer.name == "Una Dos"
    assert 'fila 3, columna "NRP" (A3)' in said(roster)


@pytest.mark.parametrize(
    "headers",
    [
        "nrp|CORREO|Contrasena_Portal|rfc|Razon Social|ARCHIVO_CER|archivo-key|contraseña_efirma",
        "N.R.P. |Correo electrónico|Contraseña del portal|RFC del patrón|Nombre o razón social|Archivo .cer|archivokey"
        "|Contraseña de la e.firma *",
        "Registro\npatronal|e-mail|CONTRASEÑA PORTAL:|R.F.C.|razonsocial|.cer|.key|Contraseña FIEL",
    ],
)
def test_headers_are_known_whatever_their_case_accents_and_spaces(folder: Path, headers: str) -> None:
    assert len(good(xlsx(folder, ROW, headers=headers.split("|"))).rows) == 1


@pytest.mark.parametrize("column", Column)
@pytest.mark.parametrize(
    "change", [str.upper, str.title, lambda name: name.replace(" ", "_"), lambda name: name.replace(" ", "")]
)
def test_every_column_answers_to_its_own_name(column: Column, change: Any) -> None:
    assert recognise([change(str(column))]).places == {column: 0}


def test_a_columns_own_name_wins_over_another_word_for_it() -> None:
    header = recognise(["Empresa", "Razón social", "Notas"])
    assert header.places == {Column.NAME: 1}
    assert header.unknown == (0, 2)


def test_titles_above_the_headers_empty_rows_and_other_sheets_do_not_matter(folder: Path) -> None:
    book = Workbook()
    book.active.append(["Portada"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Patrones")
    for row in (["Padrón 2026"], [], ["Notas", *HEADERS], [], ["una", *ROW], [None, " "], ["nota suelta"]):
        sheet.append(row)
    book.save(folder / "libro.xlsx")
    roster = good(folder / "libro.xlsx")
    assert [row.number for row in roster.rows] == [5]
    assert roster.notices == ("columnas que el robot no usa: Notas",)


def test_numbers_and_dates_of_excel_are_read_as_they_were_meant(folder: Path) -> None:
    headers = (*HEADERS, "autorizó", "autorización hasta")
    rows = (
        (*with_cells(c0=12345678901.0, c2=12345678), "Ana", datetime(2027, 12, 31)),  # noqa: DTZ001  as Excel has it
        (*with_cells(c0=2345678901), "Ana", date(2027, 1, 2)),
        (*with_cells(c0="C12-34567-89-0"), "Ana", "2027-01-02"),
    )
    file = xlsx(folder, *rows, headers=headers)
    roster = read(file)
    assert [row.employer.nrp for row in roster.rows] == ["12345678901", "C1234567890"]
    assert roster.rows[0].secrets[SecretKind.PORTAL_PASSWORD] == Secret("12345678")
    assert roster.rows[0].employer.authorisation == Authorisation("Ana", date(2027, 12, 31))
    assert roster.rows[1].employer.authorisation == Authorisation("Ana", date(2027, 1, 2))
    assert "al NRP le falta el dígito verificador" in said(roster)
    assert "contraseñas guardadas como número (si empezaban con cero, Excel lo quitó): C2" in roster.notices


def test_a_number_shown_with_leading_zeros_keeps_them(folder: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADERS))
    sheet.append(list(with_cells(c2=123)))
    sheet["C2"].number_format = "00000"
    book.save(folder / "libro.xlsx")
    (row,) = good(folder / "libro.xlsx").rows
    assert row.secrets[SecretKind.PORTAL_PASSWORD] == Secret("00123")


@pytest.mark.parametrize(
    ("value", "form", "why"),
    [
        (1.5, "General", "decimales"),
        (100000, "0.00E+00", "exponente"),
        (date(2026, 1, 2), "dd/mm/yyyy", "una fecha"),
        (True, "General", "verdadero o falso"),
        (1234567890123456, "General", "redondeó"),
    ],
)
def test_a_password_that_excel_has_changed_is_refused(folder: Path, value: Any, form: str, why: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADERS))
    sheet.append(list(with_cells(c7=value)))
    sheet["H2"].number_format = form
    book.save(folder / "libro.xlsx")
    roster = read(folder / "libro.xlsx")
    assert roster.rows == ()
    assert why in said(roster)
    assert "formato Texto" in said(roster)
    assert str(value) not in said(roster)


def test_all_missing_columns_are_named_at_once(folder: Path) -> None:
    roster = read(xlsx(folder, ROW[:3], headers=HEADERS[:3]))
    (mistake,) = roster.mistakes
    assert mistake.title == (
        "faltan las columnas «RFC», «razón social», «archivo cer», «archivo key», «contraseña efirma»"
    )
    assert mistake.where == "fila 1 (encabezados)"


@pytest.mark.parametrize(
    "content", [b"hola\nadios\n", b"", b"PK\x03\x04roto", b"\xd0\xcf\x11\xe0viejo", b"\x00\x01\x02"]
)
def test_what_is_no_roster_is_said_to_be_none(folder: Path, content: bytes) -> None:
    file = folder / "padron.xlsx"
    file.write_bytes(content)
    roster = read(file)
    assert len(roster.mistakes) == 1
    assert "padron.xlsx" in said(roster)


def test_a_file_that_is_not_there_is_a_mistake(folder: Path) -> None:
    assert "no se puede leer el padrón" in said(read(folder / "nada.xlsx"))


def test_an_empty_roster_is_a_mistake(folder: Path) -> None:
    assert "no tiene filas" in said(read(xlsx(folder)))


def test_everything_wrong_in_every_row_is_told_at_once_and_no_cell_is_shown(folder: Path) -> None:
    (folder / "vacio.key").touch()
    rows = (
        ROW,
        ("B123", "sin arroba", "", "RFC-MALO-hunter22", "", "no/esta.cer", "vacio.key", "   "),
        with_cells(c0="C1234567890", c1="a@b.mx; c@d.mx", c5=".", c7="x"),
    )
    roster = read(xlsx(folder, *rows))
    text = said(roster)
    assert [row.number for row in roster.rows] == [2]
    assert text.count('fila 3, columna "') == 8
    assert 'el archivo no existe\n  fila 3, columna "archivo cer" (F3)\nla ruta se cuenta' in text
    assert 'el archivo está vacío\n  fila 3, columna "archivo key" (G3)' in text
    assert 'falta: contraseña portal\n  fila 3, columna "contraseña portal" (C3)' in text
    assert 'falta: contraseña efirma\n  fila 3, columna "contraseña efirma" (H3)' in text
    assert "el RFC tiene 12 caracteres (empresa) o 13 (persona): letras, fecha AAMMDD y homoclave\n  fila 3" in text
    assert 'esto no es un correo\n  fila 4, columna "correo" (B4)' in text
    assert "hunter22" not in text


def test_files_may_be_written_the_windows_way_quoted_or_whole(folder: Path) -> None:
    (folder / "firmas").mkdir()
    (folder / "firmas" / "b ñ.cer").write_bytes(b"b")
    rows = (
        with_cells(c5=r"firmas\b ñ.cer"),
        with_cells(c0="B1234567890", c5='".\\firmas\\b ñ.cer"'),
        with_cells(c0="C1234567890", c5=str(folder / "firmas" / "b ñ.cer")),
    )
    roster = good(xlsx(folder, *rows))
    assert {row.employer.certificate for row in roster.rows} == {hashlib.sha256(b"b").hexdigest()}


def test_an_nrp_on_several_rows_is_wrong_on_all_of_them(folder: Path) -> None:
    roster = read(xlsx(folder, ROW, with_cells(c0="B1234567890"), with_cells(c0="a1234567890 ")))
    assert [row.employer.nrp for row in roster.rows] == ["B1234567890"]
    assert 'fila 2, columna "NRP" (A2)\ntambién está en la fila 4' in said(roster)
    assert 'fila 4, columna "NRP" (A4)\ntambién está en la fila 2' in said(roster)


def test_one_certificate_has_one_passphrase(folder: Path) -> None:
    roster = read(xlsx(folder, ROW, with_cells(c0="B1234567890", c7="otra-Secreta9")))
    assert len(roster.rows) == 1
    assert "el mismo certificado tiene otra «contraseña efirma» en la fila 2" in said(roster)
    assert "Secreta" not in said(roster)


@pytest.mark.parametrize("file", ["xlsx", "csv"])
def test_two_columns_of_one_name_are_a_mistake(folder: Path, file: str) -> None:
    headers, row = (*HEADERS, "nrp"), (*ROW, "B1234567890")
    make = xlsx if file == "xlsx" else csv_file
    assert "dos columnas dicen «NRP»\n  fila 1 (A1 y I1)" in said(read(make(folder, row, headers=headers)))


def test_a_csv_row_that_a_loose_comma_has_moved_is_a_mistake(folder: Path) -> None:
    text = ",".join(HEADERS) + "\n" + ",".join(with_cells(c4="Escuela, S.A.")) + "\n"
    (folder / "padron.csv").write_text(text, encoding="utf-8")
    roster = read(folder / "padron.csv")
    assert roster.rows == ()
    assert "la fila tiene más celdas que los encabezados\n  fila 2" in said(roster)


def test_quotes_that_do_not_fit_are_a_mistake(folder: Path) -> None:
    text = ";".join(HEADERS) + "\n" + ";".join(ROW) + "\n" + ";".join(with_cells(c0="B1234567890", c4='"Escuela" X'))
    (folder / "padron.csv").write_text(text, encoding="utf-8")
    assert "las comillas no cuadran: no se leyó lo que sigue\n  padron.csv, línea 3" in said(
        read(folder / "padron.csv")
    )


def test_without_who_and_until_when_the_settings_authorise_or_nobody(folder: Path) -> None:
    headers = (*HEADERS, "autorizó", "autorización hasta")
    file = xlsx(folder, (*ROW, "Ana", None), (*with_cells(c0="B1234567890"), None, "31/12/2027"), headers=headers)
    assert [row.employer.authorisation for row in read(file).rows] == [None, None]
    everyone = Authorisation("Dirección", None)
    assert [row.employer.authorisation for row in read(file, everyone).rows] == [everyone, everyone]


def test_a_date_that_is_none_is_a_mistake(folder: Path) -> None:
    headers = (*HEADERS, "autorizó", "autorización hasta")
    text = said(read(xlsx(folder, (*ROW, "Ana", "31/02/2027"), headers=headers)))
    assert 'esto no es una fecha\n  fila 2, columna "autorización hasta" (J2)' in text


def test_another_developer_needs_both_rfc_and_name(folder: Path) -> None:
    headers = (*HEADERS, "RFC desarrollador", "nombre desarrollador")
    rows = (
        (*with_cells(c0="B1234567890"), "AAA010101AAA", None),
        (*with_cells(c0="C1234567890"), None, "Otra, S.A."),
        (*with_cells(c0="D1234567890"), None, "Computacion en Accion SA de CV"),
    )
    roster = read(xlsx(folder, *rows, headers=headers))
    assert [row.employer.developer for row in roster.rows] == [CONTPAQI]
    assert "otro desarrollador sin su nombre\n  fila 2" in said(roster)
    assert "otro desarrollador sin su RFC\n  fila 3" in said(roster)


@pytest.mark.parametrize(("written", "kept"), [("Persona", "persona"), (" Firma ", "firma"), (None, "")])
def test_a_mailbox_is_one_of_the_settings_or_a_person(folder: Path, written: str | None, kept: str) -> None:
    file = xlsx(folder, (*ROW, written), headers=(*HEADERS, "buzón"))
    assert read(file, mailboxes=["firma"]).rows[0].employer.mailbox == kept
    if kept == "firma":
        assert "hay: otro; o escriba «persona»" in said(read(file, mailboxes=["otro"]))


def test_formulas_are_taken_as_text_and_the_person_is_told_so(folder: Path) -> None:
    roster = good(xlsx(folder, with_cells(c2="=A1")))
    assert roster.notices == ("fórmulas que se toman como el texto que son, sin calcular: C2",)


def test_what_is_kept_of_the_roster_holds_no_secret(folder: Path) -> None:
    headers = (*HEADERS, "Notas", "Contraseña IMSS", "Cliente")
    file = xlsx(folder, (*ROW, "la clave es efirma-Secreta1", "otra-cosa", "007"), headers=headers)
    roster = good(file)
    save_table(roster.table, folder / "roster.json")
    assert load_table(folder / "roster.json") == roster.table
    assert roster.table.headers == headers
    assert roster.table.rows[0].cells == (*with_cells(c2="", c7=""), "", "", "007")
    kept = (folder / "roster.json").read_text(encoding="utf-8")
    assert "Secreta" not in kept + repr(roster)
    assert "otra-cosa" not in kept
    assert load_table(folder / "no.json") is None
    (folder / "roster.json").write_text("", encoding="utf-8")  # as a power cut may leave it
    assert load_table(folder / "roster.json") is None
