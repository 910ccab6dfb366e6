"""A summary as a mail: plain text, and HTML that any mail program shows (styles inline, nothing remote). Pure."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from robot.model.roster import Colour
from robot.model.summary import Letter, Summary
from robot.report.summary_lines import added, lines_of, more
from robot.rules.calendar import moment_told

_COLOURS = {
    Colour.FAILED: "#b42318",
    Colour.PERSON: "#b54708",
    Colour.WAITING: "#175cd3",
    Colour.GOOD: "#067647",
    Colour.PLAIN: "#344054",
}
_PAGES = Environment(
    loader=PackageLoader("robot", "report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def letter_of(summary: Summary, attachment: tuple[str, bytes] | None = None) -> Letter:
    foot = "El libro de resultados va adjunto." if attachment else "El libro de resultados está en la carpeta results."
    page = _PAGES.get_template("summary.html.j2")
    shown = {"summary": summary, "at": moment_told(summary.at), "foot": foot}
    html = page.render(shown, colours=_COLOURS, added=added, more=more)
    text = "\n".join((*lines_of(summary), "", foot, ""))
    return Letter(summary.at, summary.subject, text, html, attachment)
