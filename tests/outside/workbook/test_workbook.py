"""The result workbook as the person opens it, and the portal's exported table as we read it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from robot.model.faults import TableFault
from robot.model.roster import Colour, ResultRow, RosterTable, TableRow
from robot.model.summary import Group, Member, Section, Summary
from robot.outside.workbook.export import read_table_export
from robot.outside.workbook.write import COLUMNS, write_workbook

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # the evening of the 23rd in Mexico
HEADERS = ("NRP", "razón social", "contraseña portal", "Notas")
TABLE = RosterTable(
    HEADERS,
    frozenset({2}),
    (
        TableRow(2, "B1234567890", ("B1234567890", "Ñandú, S.A.", "", "00123")),
        TableRow(3, "", ("mal", "Otra", "", "")),
        TableRow(4, "A1234567890", ("A1234567890", "=1+1", "", "@suma")),
    ),
)
DONE = ResultRow(
    "A1234567890", "en vigor", Colour.GOOD, date(2026, 11, 23), date(2027, 11, 22), "F-1", "nada", "", "", NOW
)


def sheet_of(path: Path) -> Any:
    return load_workbook(path)["Resultado"]


def rows_of(path: Path) -> list[dict[str, Any]]:
    header, *rows = sheet_of(path).iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_rows_are_the_rosters_in_their_order_with_what_became_of_each(tmp_path: Path) -> None:
    other = ResultRow("B1234567890", "en espera", Colour.WAITING, next_step="el robot vuelve a mirar", reason="=correo")
    written = write_workbook(tmp_path / "results" / "r.xlsx", TABLE, [DONE, other], now=NOW)
    first, second, third = rows_of(written.path)
    assert (written.note, tuple(first)) == ("", (*HEADERS, *COLUMNS))
    assert (first["NRP"], first["razón social"], first["Notas"]) == ("B1234567890", "Ñandú, S.A.", "00123")
    assert (first["estado"], first["qué sigue"], first["motivo"]) == ("en espera", "el robot vuelve a mirar", "=correo")
    assert (second["estado"], second["fin"]) == ("no importado", None)
    assert (third["estado"], third["folio"]) == ("en vigor", "F-1")
    assert (third["inicio"].date(), third["fin"].date()) == (date(2026, 11, 23), date(2027, 11, 22))
    assert third["contraseña de intercomunicación entregada"].date() == date(2026, 11, 23)
    assert {row["contraseña portal"] for row in (first, second, third)} == {None}


def test_who_left_the_roster_comes_last_and_without_a_roster_all_are_there(tmp_path: Path) -> None:
    gone = ResultRow("C1234567890", "en vigor", Colour.GOOD)
    rows = rows_of(write_workbook(tmp_path / "r.xlsx", TABLE, [gone, DONE], now=NOW).path)
    assert [row["NRP"] for row in rows] == ["B1234567890", "mal", "A1234567890", "C1234567890"]
    assert (rows[3]["estado"], rows[3]["razón social"]) == ("en vigor", None)
    rows = rows_of(write_workbook(tmp_path / "s.xlsx", None, [gone, DONE], now=NOW).path)
    assert [(row["NRP"], row["estado"]) for row in rows] == [("C1234567890", "en vigor"), ("A1234567890", "en vigor")]


def test_no_cell_is_a_formula_and_all_of_the_roster_is_text(tmp_path: Path) -> None:
    sheet = sheet_of(write_workbook(tmp_path / "r.xlsx", TABLE, [DONE], now=NOW).path)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "d", "n"}
    assert (sheet["B4"].value, sheet["B4"].data_type, sheet["B4"].quotePrefix) == ("=1+1", "s", True)
    assert (sheet["D2"].value, sheet["D2"].number_format) == ("00123", "@")
    assert sheet["D4"].quotePrefix is True


def test_control_characters_and_endless_texts_do_no_harm(tmp_path: Path) -> None:
    row = ResultRow("A1234567890", "x", Colour.PLAIN, reason="a\x00b\x1f" + "c" * 40_000)
    (*_, last) = rows_of(write_workbook(tmp_path / "r.xlsx", TABLE, [row], now=NOW).path)
    assert last["motivo"].startswith("abc")
    assert len(last["motivo"]) == 32_767


def test_the_link_leads_to_the_evidence_wherever_the_workspace_is_moved(tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / "A1234567890" / "2026-11-23_101502_1 ñ"
    row = ResultRow("A1234567890", "x", Colour.FAILED, evidence=str(folder))
    sheet = sheet_of(write_workbook(tmp_path / "results" / "r.xlsx", TABLE, [row], now=NOW).path)
    cell = sheet.cell(4, len(HEADERS) + 1 + COLUMNS.index("evidencia"))
    assert cell.value == "2026-11-23_101502_1 ñ"
    assert cell.hyperlink.target == "../evidence/A1234567890/2026-11-23_101502_1%20%C3%B1"


def test_it_can_be_filtered_its_header_stays_in_sight_and_states_have_colours(tmp_path: Path) -> None:
    sheet = sheet_of(write_workbook(tmp_path / "r.xlsx", TABLE, [DONE], now=NOW).path)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:L4")
    assert sheet["E4"].fill.start_color.rgb.endswith("C6EFCE")
    assert sheet["E3"].fill.start_color.rgb.endswith("FCE4D6")
    assert sheet.column_dimensions["I"].width == 48


def test_a_result_that_came_back_as_a_roster_gets_each_column_once(tmp_path: Path) -> None:
    again = RosterTable(
        ("Estado", "NRP", "FIN"), frozenset(), (TableRow(2, "A1234567890", ("viejo", "A1234567890", "x")),), 1
    )
    path = write_workbook(tmp_path / "r.xlsx", again, [DONE], now=NOW).path
    header, row = sheet_of(path).iter_rows(values_only=True)
    assert header == ("NRP", *COLUMNS)
    assert row[1] == "en vigor"


def test_a_workbook_that_excel_holds_open_gets_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"old")
    move = Path.replace

    def as_windows_does(self: Path, target: Path) -> Path:
        if Path(target) == path:
            raise PermissionError(13, "in use")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", as_windows_does)
    written = write_workbook(path, TABLE, [DONE], now=NOW)
    assert written.path == tmp_path / "r_2026-11-23_203000.xlsx"
    assert "r.xlsx está abierto en Excel" in written.note
    assert len(rows_of(written.path)) == 3
    assert path.read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["r.xlsx", "r_2026-11-23_203000.xlsx"]


def test_the_second_sheet_has_one_row_a_cause_and_a_thousand_rows_stay_a_good_workbook(tmp_path: Path) -> None:
    rows = [replace(DONE, nrp=f"A{number:010}", reason="Una causa. " * 9) for number in range(1000)]
    members = tuple(Member(row.nrp, "Empresa") for row in rows)
    groups = (Group("=Captcha", members, "`attend`", 3), Group("Términos", members[:1]))
    section = Section("Necesitan a una persona", Colour.PERSON, groups)
    summary = Summary(NOW, "Infonavit: 1000 NRP", ("Duró 2 h.",), (section,), True, frozenset())
    path = write_workbook(tmp_path / "r.xlsx", None, rows, now=NOW, summary=summary).path
    book = load_workbook(path)
    assert (book.sheetnames, book.active.title) == (["Resultado", "Resumen"], "Resultado")  # type: ignore[union-attr]
    sheet = book["Resumen"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["Infonavit: 1000 NRP", "Duró 2 h."]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", "A4:F6")
    assert [cell.value for cell in sheet[5]][:5] == ["Necesitan a una persona", 1000, 3, "=Captcha", "`attend`"]
    assert (sheet["D5"].data_type, sheet["F5"].value.count("A")) == ("s", 1000)
    assert sheet.column_dimensions["D"].width == 60
    assert book["Resultado"].auto_filter.ref == "A1:I1001"
    assert path.stat().st_size < 200_000


def exported(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_an_exported_table_is_read_under_its_title_and_above_its_footer() -> None:
    table = read_table_export(
        exported(
            ["Relaciones de confianza"],
            [],
            [None, "RFC del  desarrollador", "Inicio", "Fin", "Folio"],
            [None, "CAC840428RH1", datetime(2026, 11, 23), "22/11/2027", 12.0],  # noqa: DTZ001  as Excel has it
            [],
            [None, "AAA010101AAA", None, " 1 "],
            ["Total: 2"],
        )
    )
    assert table.headers == ("RFC del desarrollador", "Inicio", "Fin", "Folio")
    assert table.rows == (("CAC840428RH1", "23/11/2026", "22/11/2027", "12"), ("AAA010101AAA", "", "1", ""))


def test_an_exported_table_without_rows_has_its_headers() -> None:
    table = read_table_export(exported(["RFC", "Fin"]))
    assert (table.headers, table.rows) == (("RFC", "Fin"), ())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", exported(["nada"])])
def test_what_is_no_table_is_a_fault(content: bytes) -> None:
    with pytest.raises(TableFault, match="exportado por el portal"):
        read_table_export(content)
