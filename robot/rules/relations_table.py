"""The table of relations as typed rows: columns by their headers, then by what their cells hold. Pure.

Called by the engine with what the driver (or the exported file) read. What cannot be told without guessing is a
TableFault, never a row left out: a row that goes unseen would be filed again.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from robot.model.faults import TableFault
from robot.model.flow import StatusWords
from robot.model.identifiers import Rfc
from robot.model.relation import RawTable, Relation, RelationState
from robot.model.screen import TableSpec
from robot.model.text import fold, squeeze
from robot.rules.spanish_dates import read_day

_RFC = re.compile(r"(?<![A-ZÑ&0-9])[A-ZÑ&]{3,4}[\s-]?\d{6}[\s-]?[A-Z0-9]{3}(?![A-Z0-9])", re.IGNORECASE)
_TOTALS = re.compile(r"total|mostrando|pagina|registros?\b")
_LASTING = re.compile(r"(\d{1,3})\s*(ano|mes|dia)")
# What a header that only contains a column's word may not say: the employer's own RFC is not the developer's, and
# "Vigencia inicial" is not the end.
_NOT_MEANT: Mapping[str, re.Pattern[str]] = {
    "developer_rfc": re.compile(r"patron|empresa(?! desarr)|empleador|contribuyente"),
    "developer_name": re.compile(r"patron|empresa(?! desarr)|empleador|contribuyente|servicio"),
    "end": re.compile(r"inici|desde|alta\b|solicitud|registro|captura|firma\b|comienz|consulta|actualiza"),
    "start": re.compile(r"\bfin|final|hasta|venc|termin|baja|consulta|actualiza"),
}


def read_relations(raw: RawTable, spec: TableSpec, words: StatusWords) -> tuple[Relation, ...]:
    """Every row with a developer's RFC. Raises TableFault when a row cannot be read or no column holds an RFC."""
    rows = [row for row in raw.rows if any(cell.strip() for cell in row) and not _says_empty(row, spec)]
    rows = [row for row in rows if tuple(map(fold, row)) != tuple(map(fold, raw.headers))]
    if not rows:
        return ()
    columns = _Columns(_by_header(raw.headers, spec), raw.headers)
    columns.complete(rows)
    return tuple(relation for number, row in enumerate(rows, 1) if (relation := _relation(row, number, columns, words)))


@dataclass(slots=True)
class _Columns:
    """Field -> place. Completed by content for what no header named."""

    places: dict[str, int]
    headers: tuple[str, ...]

    def complete(self, rows: list[tuple[str, ...]]) -> None:
        named = self.places.get("developer_rfc")
        if named is None or not any(named < len(row) and _rfc_in(row[named]) for row in rows):
            free = [*self._free(rows), self.places.get("developer_name", 0)]  # the name's cell may hold both
            fitting = (place for place in free if not self._barred("developer_rfc", place))
            found = next((place for place in fitting if self._mostly(rows, place, _rfc_in)), None)
            if found is None:
                raise TableFault(
                    f"La tabla de relaciones no tiene una columna con RFC. Encabezados: {', '.join(self.headers)}."
                )
            self.places["developer_rfc"] = found
        dated = [place for place in self._free(rows) if self._mostly(rows, place, read_day)]
        ends = [place for place in dated if not self._barred("end", place)]
        if "end" not in self.places and ends:
            self.places["end"] = ends[-1]
        starts = [place for place in dated if place != self.places.get("end") and not self._barred("start", place)]
        if "start" not in self.places and starts:
            self.places["start"] = starts[0]

    def cell(self, row: tuple[str, ...], field: str) -> str:
        place = self.places.get(field)
        return squeeze(row[place]) if place is not None and place < len(row) else ""

    def _barred(self, field: str, place: int) -> bool:
        return place < len(self.headers) and _not_meant(field, fold(self.headers[place]))

    def _free(self, rows: list[tuple[str, ...]]) -> Iterator[int]:
        taken = set(self.places.values())
        return (place for place in range(max(map(len, rows))) if place not in taken)

    @staticmethod
    def _mostly(rows: list[tuple[str, ...]], place: int, reads: object) -> bool:
        assert callable(reads)
        hits = sum(bool(place < len(row) and reads(row[place])) for row in rows)
        return hits * 2 > len(rows)


def _by_header(headers: tuple[str, ...], spec: TableSpec) -> dict[str, int]:
    """The whole header first, over all fields; then a header that holds the words. Each column is taken once."""
    folded = [fold(header) for header in headers]
    places: dict[str, int] = {}
    for whole in (True, False):
        for column in spec.columns:
            if column.field in places:
                continue
            wanted = [fold(name) for name in column.headers]
            barred = {place for place, header in enumerate(folded) if not whole and _not_meant(column.field, header)}
            place = _place(folded, wanted, barred | set(places.values()), whole=whole)
            if place is not None:
                places[column.field] = place
    return places


def _not_meant(field: str, header: str) -> bool:
    pattern = _NOT_MEANT.get(field)
    return pattern is not None and pattern.search(header) is not None


def _place(folded: list[str], wanted: list[str], taken: set[int], *, whole: bool) -> int | None:
    for name in wanted:
        for place, header in enumerate(folded):
            if place not in taken and (header == name if whole else re.search(rf"\b{re.escape(name)}\b", header)):
                return place
    return None


def _rfc_in(cell: str) -> Rfc | None:
    found = _RFC.search(squeeze(cell))
    try:
        return Rfc(found[0]) if found else None
    except ValueError:
        return None


def _says_empty(row: tuple[str, ...], spec: TableSpec) -> bool:
    told = fold(" ".join(row))
    return not _rfc_in(" ".join(row)) and any(fold(words) in told for words in spec.empty)


def _relation(row: tuple[str, ...], number: int, columns: _Columns, words: StatusWords) -> Relation | None:
    rfc = _rfc_in(columns.cell(row, "developer_rfc"))
    if rfc is None:
        told = " ".join(row)
        if len([cell for cell in row if cell.strip()]) < 2 or (_TOTALS.search(fold(told)) and read_day(told) is None):
            return None
        raise TableFault(f"No se pudo leer la fila {number} de la tabla de relaciones: no tiene un RFC.")
    start, end = _span(row, number, columns)
    status = columns.cell(row, "status")
    return Relation(
        service=columns.cell(row, "service"),
        developer_rfc=rfc,
        developer_name=columns.cell(row, "developer_name"),
        start=start,
        end=end,
        status=status,
        state=state_of(status, words),
        folio=columns.cell(row, "folio"),
    )


def _span(row: tuple[str, ...], number: int, columns: _Columns) -> tuple[date | None, date | None]:
    """One column may hold both days ("del 1/1/2026 al 31/12/2026")."""
    told = columns.cell(row, "end")
    days = _days(told)
    if len(days) == 2 and "start" not in columns.places:
        return days[0], days[1]
    start = read_day(columns.cell(row, "start"))
    end = days[-1] if days else _after(start, told)
    if told and end is None and any(sign.isdigit() for sign in told):
        raise TableFault(f"No se entiende la fecha «{told}» de la fila {number} de la tabla de relaciones.")
    return start, end


def _after(start: date | None, told: str) -> date | None:
    """The end where the portal tells how long it lasts ("1 Año 6 Meses") and not until when."""
    parts = _LASTING.findall(fold(told))
    if start is None or not parts:
        return None
    months = sum(int(number) * {"ano": 12, "mes": 1, "dia": 0}[unit] for number, unit in parts)
    years, month = divmod(start.month - 1 + months, 12)
    last = monthrange(start.year + years, month + 1)[1]
    day = date(start.year + years, month + 1, min(start.day, last))
    return day + timedelta(days=sum(int(number) for number, unit in parts if unit == "dia"))


def _days(text: str) -> list[date]:
    parts = re.split(r"\s(?:al?|hasta|[-–—])\s", f" {text} ")
    return [day for part in parts if (day := read_day(part))]


def state_of(status: str, words: StatusWords) -> RelationState:
    """The longest of the known words in `status` decides; none of them: in force, as a row without a status is."""
    told = fold(status)
    known: Mapping[RelationState, tuple[str, ...]] = {
        RelationState.REFUSED: words.refused,
        RelationState.ENDED: words.ended,
        RelationState.PROCESSING: words.processing,
        RelationState.IN_FORCE: words.in_force,
    }
    best, length = RelationState.IN_FORCE, 0
    for state, names in known.items():
        for name in names:
            if len(fold(name)) > length and re.search(rf"\b{re.escape(fold(name))}\b", told):
                best, length = state, len(fold(name))
    return best
