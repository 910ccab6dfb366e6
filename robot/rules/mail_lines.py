"""The text of a mail as a person sees it: lines of cells, from plain text or from HTML.

rules.mail_text calls it. Block tags break lines, inline tags do not, so a password split over several `<span>` stays
whole and one beside another word stays apart (research/mail.md, "HTML to text"). Never normalises what it reads.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_INVISIBLE = frozenset({"head", "script", "style", "template", "title"})
_BLOCK = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul"),
    ]
)
_EMPHASIS = frozenset(["a", "b", "big", "code", "em", "font", "i", "kbd", "mark", "samp", "span", "strong", "tt", "u"])
# In a text: "here an emphasis starts", "here one ends". Never part of a mail: they are taken out of what is read.
_OPEN, _CLOSE = "\x02", "\x03"
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; several cells when it is the row of a table. `marked`: words of it that stand out (bold, a span)."""

    cells: tuple[str, ...] = field(repr=False)
    heading: bool = False
    marked: frozenset[str] = field(default=frozenset(), repr=False)


def lines_of_plain(text: str) -> tuple[Line, ...]:
    return tuple(line for row in re.split(r"\r\n|\r|\n", _unmarked(text)) if (line := _line(_plain_cells(row))))


def lines_of_html(html: str) -> tuple[Line, ...]:
    walker = _Walker()
    walker.feed(_unmarked(html))
    walker.close()
    return walker.lines()


def _unmarked(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _plain_cells(row: str) -> list[str]:
    stripped = row.strip()
    if len(stripped) > 2 and stripped.startswith("|") and stripped.endswith("|"):
        return stripped[1:-1].split("|")
    return row.split("\t")


def _line(texts: list[str], heading: bool = False) -> Line | None:
    cells = tuple(_SPACE.sub(" ", _unmarked(text)).strip() for text in texts)
    if not any(cells):
        return None
    marked = {
        _SPACE.sub(" ", part).strip()
        for text in texts
        for part in re.findall(rf"{_OPEN}([^{_OPEN}{_CLOSE}]+){_CLOSE}", text)
    }
    kept = tuple(cell for cell in cells if cell) if len(cells) <= 2 else cells
    return Line(kept, heading and len(kept) > 1, frozenset(marked - {""}))


@dataclass(slots=True)
class _Block:
    """Running text: the page itself, or a cell."""

    heading: bool = False
    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        if line := _line(["".join(self.text)]):
            self.lines.append(line)
        self.text.clear()


@dataclass(slots=True)
class _Row:
    cells: list[_Block] = field(default_factory=list)

    def lines(self) -> list[Line]:
        """One line when each cell holds one piece of text; else the cells one after the other (a layout table)."""
        if any(len(cell.lines) > 1 or any(len(line.cells) > 1 for line in cell.lines) for cell in self.cells):
            return [line for cell in self.cells for line in cell.lines]
        texts = [cell.lines[0].cells[0] if cell.lines else "" for cell in self.cells]
        marked = frozenset(word for cell in self.cells for line in cell.lines for word in line.marked)
        line = _line(texts, heading=all(cell.heading for cell in self.cells))
        return [Line(line.cells, line.heading, marked)] if line else []


class _Table:
    """Keeps the rows of a nested table from ending those of the table around it."""


class _Walker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._page = _Block()
        self._stack: list[_Block | _Row | _Table] = [self._page]
        self._unseen: list[str] = []
        self._preformatted = 0

    def lines(self) -> tuple[Line, ...]:
        while len(self._stack) > 1:
            self._leave()
        self._page.end_line()
        return tuple(self._page.lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if (tag in _BLOCK or tag == "table") and "head" in self._unseen:
            self._unseen.remove("head")  # nobody closed it
        if tag in _INVISIBLE:
            self._unseen.append(tag)
        elif tag in _EMPHASIS:
            self._block.text.append(_OPEN)
        elif tag in ("table", "tr", "td", "th"):
            self._enter(tag)
        elif tag in _BLOCK:
            self._block.end_line()
            self._preformatted += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _INVISIBLE:
            if tag in self._unseen:
                self._unseen.remove(tag)
        elif tag in _EMPHASIS:
            self._block.text.append(_CLOSE)
        elif tag in ("td", "th"):
            self._leave_until(_Row)
        elif tag == "tr":
            self._leave_until(_Table)
        elif tag == "table" and self._leave_until(_Table):
            self._leave()
        elif tag in _BLOCK:
            self._block.end_line()
            self._preformatted -= tag == "pre" and self._preformatted > 0

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        first, *further = data.split("\n") if self._preformatted else [data]
        self._block.text.append(first)
        for text in further:
            self._block.end_line()
            self._block.text.append(text)

    @property
    def _block(self) -> _Block:
        return next(part for part in reversed(self._stack) if isinstance(part, _Block))

    def _enter(self, tag: str) -> None:
        if tag == "table":
            self._block.end_line()
            self._stack.append(_Table())
        elif tag == "tr" and self._leave_until(_Table):
            self._stack.append(_Row())
        elif tag in ("td", "th") and self._leave_until(_Row):
            self._stack.append(_Block(heading=tag == "th"))
        elif tag in ("td", "th") and self._leave_until(_Table):
            self._stack += [_Row(), _Block(heading=tag == "th")]
        else:
            self._block.end_line()

    def _leave_until(self, kind: type[_Row] | type[_Table]) -> bool:
        """Ends what is open inside the nearest `kind` of the innermost table; False when there is none."""
        for depth in range(len(self._stack) - 1, -1, -1):
            if isinstance(self._stack[depth], kind):
                while len(self._stack) > depth + 1:
                    self._leave()
                return True
            if isinstance(self._stack[depth], _Table):
                return False
        return False

    def _leave(self) -> None:
        part = self._stack.pop()
        if isinstance(part, _Block):
            part.end_line()
            row = self._stack[-1]
            assert isinstance(row, _Row)
            row.cells.append(part)
        elif isinstance(part, _Row):
            self._block.lines += part.lines()
