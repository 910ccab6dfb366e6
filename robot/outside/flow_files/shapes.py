"""The shapes that a flow file may have: closed pydantic models, the one source of the check and of the JSON Schema.

Only what one value can be by itself is judged here. Descriptions are Spanish: editors show them to support staff.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from robot.model.flow import CommitKind, Dialog
from robot.model.origin import checked_address, checked_origin
from robot.outside.flow_files.formats import DURATION, NAME, ONLY_KINDS, duration, name

Name = Annotated[str, AfterValidator(name), WithJsonSchema({"type": "string", "pattern": f"^{NAME}$"})]
Names = Name | Annotated[list[Name], Field(min_length=1)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Texts = Text | Annotated[list[Text], Field(min_length=1)]
Words = Annotated[list[Text], Field(min_length=1)]
YesNo = Literal["yes", "no"]
Within = Annotated[str, BeforeValidator(duration), Field(pattern=DURATION)]
Address = Annotated[str, BeforeValidator(lambda given: checked_address(str(given))), Field(pattern="^https?://")]
Origin = Annotated[str, BeforeValidator(lambda given: checked_origin(str(given))), Field(pattern="^https?://[^/]+$")]


class Way(StrEnum):
    """What a screen in `then` means: go on, or one of the endings a flow may ask for."""

    GO_ON = "go on"
    DONE = "done"
    NOTHING_TO_DO = "nothing to do"
    WAITING = "waiting"
    PORTAL_DOWN = "portal down"
    REFUSED = "refused"
    CREDENTIAL = "credential"
    NEEDS_PERSON = "needs person"


class EndWay(StrEnum):
    """The endings; a Way without `go on`."""

    DONE = "done"
    NOTHING_TO_DO = "nothing to do"
    WAITING = "waiting"
    PORTAL_DOWN = "portal down"
    REFUSED = "refused"
    CREDENTIAL = "credential"
    NEEDS_PERSON = "needs person"


class Condition(StrEnum):
    """What `end_if` may ask; answered from what this flow has read."""

    RELATION_BEYOND_HORIZON = "relation_beyond_horizon"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CandidateShape(_Closed):
    """Una forma de encontrar un control. Varias palabras en lista son varias formas, en ese orden."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    label: Texts | None = Field(None, description="campo, por la etiqueta que lee una persona")
    label_with: Texts | None = Field(None, description="campo cuya etiqueta contiene estas palabras")
    button: Texts | None = Field(None, description="lo que se presiona, por su texto completo")
    button_with: Texts | None = Field(None, description="lo que se presiona, si su texto contiene estas palabras")
    link: Texts | None = Field(None, description="enlace, por su texto completo")
    link_with: Texts | None = Field(None, description="enlace que contiene estas palabras")
    tab: Texts | None = Field(None, description="pestaña, por su texto completo")
    tab_with: Texts | None = Field(None, description="pestaña que contiene estas palabras")
    menu: Texts | None = Field(None, description="entrada de menú, por su texto completo")
    menu_with: Texts | None = Field(None, description="entrada de menú que contiene estas palabras")
    checkbox: Texts | None = Field(None, description="casilla, por su etiqueta")
    checkbox_with: Texts | None = Field(None, description="casilla cuya etiqueta contiene estas palabras")
    heading: Texts | None = Field(None, description="encabezado, por su texto completo")
    heading_with: Texts | None = Field(None, description="encabezado que contiene estas palabras")
    dialog_with: Texts | None = Field(None, description="ventana sobre la página que contiene estas palabras")
    text: Texts | None = Field(None, description="cualquier texto visible, completo")
    text_with: Texts | None = Field(None, description="cualquier texto visible que contiene estas palabras")
    header: Texts | None = Field(None, description="tabla que tiene este encabezado de columna")
    file: Texts | None = Field(None, description="campo de archivo, aunque esté oculto: `.cer`, `.key`")
    only: Texts | None = Field(None, description=f"el único visible de su clase: {', '.join(ONLY_KINDS)}")
    said: Texts | None = Field(None, description="palabras que el portal dijo después del último clic")
    id: Texts | None = Field(None, description="atributo id")
    name: Texts | None = Field(None, description="atributo name")
    css: Texts | None = Field(None, description="selector CSS; siempre al final")

    @model_validator(mode="after")
    def _one(self) -> "CandidateShape":
        if len(self.model_fields_set) != 1:
            raise ValueError(
                "un candidato dice una sola forma de encontrarlo\nescriba `- {label: ...}`, uno por renglón"
            )
        return self


Candidates = Annotated[list[CandidateShape], Field(min_length=1)]
Alternatives = Annotated[list[Name | CandidateShape], Field(min_length=1)]


class TableShape(_Closed):
    """Una tabla: los campos que queremos y los encabezados que pueden tener."""

    columns: dict[Name, Texts] = Field(description="campo: encabezados posibles, el más seguro primero")
    empty: list[Text] = Field([], description="palabras que dicen que no hay renglones")


class ScreenFile(_Closed):
    """Una pantalla del portal: cómo se reconoce y qué controles tiene."""

    screen: Name = Field(description="nombre de la pantalla; el mismo del archivo")
    title: Text = Field(description="como la llamaría una persona")
    seen: list[Name | CandidateShape | Alternatives] = Field(
        min_length=1, description="todo esto visible = es esta pantalla"
    )
    never: list[Name | CandidateShape | Alternatives] = Field(
        [], description="si se ve algo de esto, no es esta pantalla"
    )
    targets_of: Names = Field([], description="toma también los controles de estas pantallas")
    targets: dict[Name, Candidates] = Field({}, description="controles: nombre y sus candidatos, en orden")
    tables: dict[Name, TableShape] = Field({}, description="tablas que se leen en esta pantalla")


class NoteShape(_Closed):
    """Lo que esta pantalla demuestra."""

    service_password: Literal["exists", "none"]


class DownloadShape(_Closed):
    """Un archivo que da el portal."""

    target: Name
    name: Name
    kind: Literal["pdf", "xlsx"]


class StepShape(_Closed):
    """Un paso: en qué pantalla, qué se hace en el orden escrito, y a qué pantallas puede llevar."""

    guide: Text = Field("", description="el paso de la guía que se lee al lado")
    on: Names | None = Field(None, description="pantalla o pantallas (o grupo) en que se hace este paso")
    open: Text | None = Field(None, description="abre una dirección: ${portal.address}")
    fill: dict[Name, Text] | None = Field(None, description="escribe texto en campos")
    choose: dict[Name, Text] | None = Field(None, description="elige en listas, por el texto completo de la opción")
    type_secret: dict[Name, Text] | None = Field(None, description="escribe un secreto, solo en orígenes permitidos")
    upload_secret: dict[Name, Text] | None = Field(None, description="adjunta el .cer o el .key")
    tick: Names | None = Field(None, description="marca una casilla, si está")
    accept_terms: Name | None = Field(None, description="guarda los términos y los acepta si ya se aprobaron")
    keep_terms: Name | None = Field(None, description="guarda los términos que solo se muestran")
    read: Name | None = Field(None, description="lee una tabla de la pantalla")
    note: NoteShape | None = Field(None, description="anota lo que la pantalla demuestra")
    end_if: dict[Condition, EndWay] | None = Field(None, description="termina si lo leído ya basta")
    person: Literal["captcha"] | None = Field(None, description="parte que hace una persona")
    click: Name | None = Field(None, description="presiona un control; siempre al final")
    next: Name | None = Field(None, description="si el formulario viene en partes: lo que abre la parte que sigue")
    download: DownloadShape | None = Field(None, description="presiona y guarda el archivo que da el portal")
    use: Name | None = Field(None, description="pone aquí los pasos de otro flujo")
    commits: CommitKind | None = Field(None, description="este clic no se puede deshacer")
    dialog: Dialog | None = Field(None, description="respuesta al aviso del navegador que cause este paso")
    within: Within | None = Field(
        None, description="cuánto se espera: 30s, 10min; si no se dice, `waits: screen` (60s)"
    )
    then: Names | Annotated[dict[Name, Way], Field(min_length=1)] | None = Field(
        None, description="a qué pantallas puede llevar y qué sigue"
    )


class FlowFile(_Closed):
    """Un flujo: sus pasos para un solo fin."""

    flow: Name = Field(description="nombre del flujo; el mismo del archivo")
    title: Text = Field(description="lo que hace, en palabras de la guía")
    guide: Text = Field("", description="la sección de la guía que se lee al lado")
    on_command_only: YesNo = Field("no", description="yes: nunca se hace solo")
    warning: Text = Field("", description="lo que se advierte antes de hacerlo")
    steps: Annotated[list[StepShape], Field(min_length=1)]


class InterruptionShape(_Closed):
    """Una pantalla que puede salir en cualquier momento: un clic que la quita, o un final."""

    screen: Name
    click: Name | None = None
    end: EndWay | None = None

    @model_validator(mode="after")
    def _answered(self) -> "InterruptionShape":
        if (self.click is None) == (self.end is None):
            raise ValueError(
                "una interrupción lleva `click` o `end`, uno de los dos\nescriba `click: control` o `end: portal down`"
            )
        return self


class StatusesShape(_Closed):
    """Las palabras del portal para el estado de una relación."""

    in_force: Words
    processing: Words
    ended: Words
    refused: Words


class PortalFile(_Closed):
    """El portal: dónde está y qué vale en todas sus pantallas."""

    portal: Name
    address: Address = Field(description="la dirección de inicio")
    origins: Annotated[list[Origin], Field(min_length=1)] = Field(description="donde el robot puede escribir y pulsar")
    groups: dict[Name, Annotated[list[Name], Field(min_length=1)]] = Field(
        {}, description="varias pantallas con un nombre"
    )
    session_lost: Names = Field(
        [], description="pantallas que, fuera de los flujos que las nombran, son sesión perdida"
    )
    interruptions: list[InterruptionShape] = []
    statuses: StatusesShape
    errors: Words = Field(description="palabras que dicen que el portal no funciona")
