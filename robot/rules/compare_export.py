"""Whether the portal's exported table says the same as its page. Pure."""

from robot.model.flow import StatusWords
from robot.model.relation import RawTable, Relation
from robot.model.screen import Column, Place, TableSpec
from robot.rules.relations_table import read_relations

# The exported file names its columns itself; rules.relations_table finds what it does not know by content.
_EXPORT = TableSpec(
    "relations",
    "exported",
    (
        Column("service", ("Servicio", "Servicio de intercomunicación")),
        Column("developer_rfc", ("RFC del desarrollador", "RFC")),
        Column("developer_name", ("Nombre o razón social", "Razón social", "Desarrollador")),
        Column("start", ("Inicio de vigencia", "Fecha de inicio", "Inicio")),
        Column("end", ("Fin de vigencia", "Vigencia", "Fin")),
        Column("status", ("Estatus", "Estado", "Situación")),
    ),
    (),
    Place("", 0, 0),
)


def difference(page: tuple[Relation, ...], exported: RawTable, words: StatusWords) -> str:
    """Empty when both hold the same relations (developer and dates), else a Spanish sentence."""
    rows = read_relations(exported, _EXPORT, words)
    on_page = sorted((row.developer_rfc, str(row.start), str(row.end)) for row in page)
    in_file = sorted((row.developer_rfc, str(row.start), str(row.end)) for row in rows)
    if on_page == in_file:
        return ""
    return f"La tabla exportada ({len(in_file)} relaciones) no coincide con la de la página ({len(on_page)})."
