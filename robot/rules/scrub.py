"""Takes secrets out of whatever is kept: logs, events, evidence. Finds them in every encoding they may travel in.

Called by the evidence room, the log's filter and `evidence verify`. Pure: keeps nothing and logs nothing.
A text secret is looked for letter by letter (each may be plain, URL, JSON, HTML or Python escaped, in any mixture), as
UTF-16, hex and base64. A binary one (the .key) by its 16-byte windows, so that a part of it is found too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from robot.model.secret import Secret
from robot.rules.scrub_binary import BinaryTraces
from robot.rules.scrub_text import Trace, traces_of
from robot.rules.scrub_views import Form, view_of

Raw = bytes  # inside the class `bytes` is the method
MARK = b"[oculto]"
_LONGEST_TEXT = 256
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n")  # how JPEG and PNG begin


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    mark: bytes


class Scrubber:
    """Knows the secrets of one visit or one process. Shorter ones than 6 characters count only as whole words,
    shorter ones than 4 only outside pictures."""

    __slots__ = ("_binaries", "_traces")

    def __init__(self, secrets: Iterable[Secret]) -> None:
        contents = {secret.reveal() for secret in secrets if secret.reveal().strip()}
        texts = {content for content in contents if is_text(content)}
        traces = [trace for content in sorted(texts) for trace in traces_of(content)]
        self._traces = {form: [trace for trace in traces if trace.form is form] for form in Form if traces}
        self._binaries = BinaryTraces(sorted(contents - texts))

    def __repr__(self) -> str:
        return "Scrubber(••••••)"

    def text(self, text: str) -> str:
        """`text` with `[oculto]` where a secret stood."""
        return self.bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")

    def bytes(self, content: Raw) -> Raw:
        """Only text survives this whole: in a picture or an archive a hit is a reason to delete it (see `finds`)."""
        pieces, at = [], 0
        for span in _merged(self._spans(content)):
            pieces += [content[at : span.start], span.mark]
            at = span.end
        return b"".join((*pieces, content[at:])) if pieces else content

    def finds(self, content: Raw) -> bool:
        return any(trace.pattern().search(content) for trace in self._traces_for(content)) or bool(
            self._binaries.spans(content)
        )

    def spellings(self, content: Raw) -> tuple[str, ...]:
        """In which encodings `content` holds a secret, in Spanish; never the secret. Empty where `finds` is false."""
        found = self._binaries.spellings(content)
        for trace in self._traces_for(content):
            found |= {trace.spelling(match.group()) for match in trace.pattern().finditer(content)}
        return tuple(sorted(found))

    def _traces_for(self, content: Raw) -> Iterator[Trace]:
        """A word of three letters stands in any picture by chance."""
        picture = content.startswith(_PICTURES)
        return (trace for trace in self._possible(content) if not (picture and trace.brief))

    def _possible(self, content: Raw) -> Iterator[Trace]:
        """Of the forms in which a secret stands nowhere no pattern is made."""
        for form, traces in self._traces.items():
            view = view_of(content, form)
            yield from (trace for trace in traces if view is None or trace.core in view)

    def _spans(self, content: Raw) -> list[_Span]:
        spans = [
            _Span(*trace.widened(content, *match.span()), trace.mark(MARK))
            for trace in self._possible(content)
            for match in trace.pattern().finditer(content)
        ]
        return _aligned(spans) + [_Span(start, end, MARK) for start, end in self._binaries.spans(content)]


def _aligned(spans: list[_Span]) -> list[_Span]:
    """Plain letters in UTF-16 match both byte orders, one byte apart: the one at an even place is right."""
    wide = {(span.start, span.end) for span in spans if len(span.mark) > len(MARK)}
    twins = {(start + by, end + by) for start, end in wide if start % 2 == 0 for by in (-1, 1)}
    return [span for span in spans if (span.start, span.end) not in wide & twins]


def is_text(content: bytes) -> bool:
    """A passphrase in Windows-1252 is short and no UTF-8; a .key is long."""
    return len(content) <= _LONGEST_TEXT


def _merged(spans: list[_Span]) -> list[_Span]:
    """In order, those that overlap or touch as one."""
    merged: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start <= merged[-1].end:
            last = merged.pop()
            span = _Span(last.start, max(last.end, span.end), last.mark)
        merged.append(span)
    return merged
