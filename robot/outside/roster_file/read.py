"""Reads a roster: finds the header row, makes an employer of each row, and tells all mistakes at once.

`import` and `check` call it. Raises nothing for what a person wrote; writes nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from robot.model.employer import Authorisation, Developer
from robot.model.errors import Mistake, said_by_system
from robot.model.identifiers import Nrp
from robot.model.roster import Roster, RosterRow, RosterTable, TableRow
from robot.model.secret import SecretKind
from robot.model.text import squeeze
from robot.outside.roster_file.columns import REQUIRED, SECRET, Column, Header, looks_secret, recognise
from robot.outside.roster_file.files import EfirmaFiles
from robot.outside.roster_file.row import Presets, Reading, read_row
from robot.outside.roster_file.sheets import Cell, Grid, Unreadable, cell_name, open_grids

HEADER_WITHIN = 10  # rows; above the header people write titles
_NO_TABLE = RosterTable((), frozenset(), ())


@dataclass(frozen=True, slots=True)
class _Found:
    """The sheet and the row where the headers are."""

    grid: Grid
    row: int
    header: Header

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(squeeze(cell.text) for cell in self.grid.rows[self.row])


def read_roster(
    path: Path,
    *,
    defaults: Developer,
    authorisation: Authorisation | None,
    mailboxes: Collection[str] | None = None,
) -> Roster:
    """`mailboxes`: the names that settings know; None leaves the column `buzón` unchecked."""
    try:
        found = _headers(open_grids(path.read_bytes(), path.name))
    except OSError as error:
        mistake = Mistake(
            f"no se puede leer el padrón: {said_by_system(error)}", str(path), fix="ciérrelo en Excel, o revise la ruta"
        )
        return Roster((), (mistake,), (), _NO_TABLE)
    except Unreadable as error:
        return Roster((), (error.mistake,), (), _NO_TABLE)
    mistakes = _header_mistakes(found, path.name)
    if found is None or found.header.missing:
        return Roster((), mistakes, (), _NO_TABLE)
    readings = tuple(_readings(found))
    presets, files = Presets(defaults, authorisation, mailboxes), EfirmaFiles(path.absolute().parent)
    rows = [row for reading in readings if (row := read_row(reading, presets, files))]
    _note_doubles(readings, rows)
    mistakes += tuple(_too_long(found)) + tuple(mistake for reading in readings for mistake in reading.mistakes)
    wrong = {reading.number for reading in readings if reading.mistakes}
    good = (row for row in rows if row.number not in wrong)
    ordered = tuple(
        replace(row, employer=replace(row.employer, order=place)) for place, row in enumerate(good, start=1)
    )
    if not readings and not mistakes:
        mistakes = (
            Mistake("el padrón no tiene filas", path.name, fix="escriba un patrón por fila bajo los encabezados"),
        )
    return Roster(ordered, mistakes, tuple(_notices(found, readings)), _table(found, readings))


def _headers(grids: tuple[Grid, ...]) -> _Found | None:
    """The row with the most known columns; of several the first."""
    best: _Found | None = None
    for grid in grids:
        for row, cells in enumerate(grid.rows[:HEADER_WITHIN]):
            header = recognise([cell.text for cell in cells])
            if len(header.places) >= 2 and (best is None or len(header.places) > len(best.header.places)):
                best = _Found(grid, row, header)
    return best


def _header_mistakes(found: _Found | None, name: str) -> tuple[Mistake, ...]:
    if found is None:
        fix = f"las columnas son: {', '.join(REQUIRED)}"
        return (Mistake(f"no hay encabezados en las primeras {HEADER_WITHIN} filas", name, fix=fix),)
    mistakes = []
    number = found.row + 1
    if found.grid.broken:
        fix = 'una comilla dentro de un texto se escribe doble (""), y el texto entero va entre comillas'
        mistakes.append(
            Mistake("las comillas no cuadran: no se leyó lo que sigue", f"{name}, línea {found.grid.broken}", fix=fix)
        )
    if found.header.missing:
        names = ", ".join(f"«{column}»" for column in found.header.missing)
        one = len(found.header.missing) == 1
        title = f"falta la columna {names}" if one else f"faltan las columnas {names}"
        mistakes.append(Mistake(title, f"fila {number} (encabezados)", fix="agregue cada una con ese encabezado"))
    for column, place in found.header.twice:
        cells = f"{cell_name(number, found.header.places[column])} y {cell_name(number, place)}"
        mistakes.append(Mistake(f"dos columnas dicen «{column}»", f"fila {number} ({cells})", fix="deje una sola"))
    return tuple(mistakes)


def _readings(found: _Found) -> Iterator[Reading]:
    """The rows below the headers that hold something in a column of ours."""
    places = found.header.places
    headers = {column: found.headers[place] for column, place in places.items()}
    for row, cells in enumerate(found.grid.rows[found.row + 1 :], start=found.row + 2):
        ours = {column: cells[place] if place < len(cells) else Cell("") for column, place in places.items()}
        if any(cell.text.strip() for cell in ours.values()):
            yield Reading(row, ours, places, headers)


def _too_long(found: _Found) -> Iterator[Mistake]:
    """A csv row with more cells than headers: a separator inside a text has moved what follows it."""
    if found.grid.title:
        return
    for row, cells in enumerate(found.grid.rows[found.row + 1 :], start=found.row + 2):
        if any(cell.text.strip() for cell in cells[len(found.headers) :]):
            fix = "ponga entre comillas los textos que llevan el separador"
            yield Mistake("la fila tiene más celdas que los encabezados", f"fila {row}", fix=fix)


def _note_doubles(readings: tuple[Reading, ...], rows: list[RosterRow]) -> None:
    """An NRP on several rows is wrong on all of them; a certificate has one key and one passphrase."""
    by_number = {reading.number: reading for reading in readings}
    counts = Counter(_nrp(reading) for reading in readings)
    for reading in readings:
        if (nrp := _nrp(reading)) and counts[nrp] > 1:
            others = ", ".join(str(other.number) for other in readings if other is not reading and _nrp(other) == nrp)
            reading.wrong(Column.NRP, "el NRP está en varias filas", f"también está en la fila {others}; deje una sola")
    first: dict[str, RosterRow] = {}
    for row in rows:
        other = first.setdefault(row.employer.certificate, row)
        for kind, column in ((SecretKind.EFIRMA_KEY, Column.KEY), (SecretKind.EFIRMA_PASSPHRASE, Column.PASSPHRASE)):
            if row.secrets[kind] != other.secrets[kind]:
                title = f"el mismo certificado tiene otra «{column}» en la fila {other.number}"
                by_number[row.number].wrong(column, title, "corrija la que no sea")


def _nrp(reading: Reading) -> str:
    try:
        return Nrp(reading.text(Column.NRP))
    except ValueError:
        return ""


def _notices(found: _Found, readings: tuple[Reading, ...]) -> Iterator[str]:
    unknown = [found.headers[place] for place in found.header.unknown]
    if unknown:
        yield f"columnas que el robot no usa: {', '.join(unknown)}"
    formulas = [_named(each, column) for each in readings for column, cell in each.cells.items() if cell.formula]
    if formulas:
        yield f"fórmulas que se toman como el texto que son, sin calcular: {', '.join(formulas)}"
    numbers = [
        _named(each, column) for each in readings for column in SECRET & each.cells.keys() if each.cells[column].number
    ]
    if numbers:
        yield f"contraseñas guardadas como número (si empezaban con cero, Excel lo quitó): {', '.join(sorted(numbers))}"


def _named(reading: Reading, column: Column) -> str:
    return cell_name(reading.number, reading.places[column])


def _table(found: _Found, readings: tuple[Reading, ...]) -> RosterTable:
    """The roster as the person wrote it, without what is or holds a secret."""
    places = found.header.places
    secret = {place for column, place in places.items() if column in SECRET}
    secret |= {place for place in found.header.unknown if looks_secret(found.headers[place])}
    rows = []
    for reading in readings:
        words = [text for column in SECRET if len(text := reading.text(column).strip()) >= 4]
        cells = found.grid.rows[reading.number - 1]
        texts = tuple(cells[place].text if place < len(cells) else "" for place in range(len(found.headers)))
        kept = (
            "" if place in secret or any(word in text for word in words) else text for place, text in enumerate(texts)
        )
        rows.append(TableRow(reading.number, _nrp(reading), tuple(kept)))
    return RosterTable(found.headers, frozenset(secret), tuple(rows), places[Column.NRP])
