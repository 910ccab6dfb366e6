"""Whether a secret may stand in a content is told without its pattern, and never wrongly told no."""

import base64
from collections.abc import Callable
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from robot.rules.scrub_text import traces_of
from robot.rules.scrub_views import view_of

_WAYS: list[Callable[[str], str]] = [
    str,
    str,
    lambda letter: quote(letter, safe=""),
    lambda letter: quote(quote(letter, safe=""), safe=""),
    lambda letter: "".join(f"%{byte:02X}" for byte in letter.encode()),
    lambda letter: f"\\u{ord(letter):04x}",
    lambda letter: f"\\\\u{ord(letter):04X}",
    lambda letter: f"\\x{ord(letter):02x}",
    lambda letter: f"&#{ord(letter)};",
    lambda letter: f"&#00{ord(letter)}",
    lambda letter: f"&amp;#x{ord(letter):X};",
    lambda letter: {'"': "&quot;", "&": "&amp;", "<": "&lt;", "'": "&apos;", " ": "+"}.get(letter, letter),
    lambda letter: {'"': '\\"', "/": "\\\\/", "\\": "\\\\", "'": "\\'", " ": "&nbsp;"}.get(letter, letter),
]
_TRICKY = "%\\&#;amp125xu0Aef\"'/+- \r\nñé<lt"
_NOISE = st.text(st.sampled_from(_TRICKY), max_size=12)


@st.composite
def _hidden(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A secret, and a content that holds it in some mixture of escapes, or nearly."""
    secret = draw(st.text(st.sampled_from(_TRICKY + "bcGHz89"), min_size=3, max_size=24))
    letters = [draw(st.sampled_from(_WAYS))(letter) for letter in secret]
    coded = [
        "".join(letters),
        base64.b64encode(draw(st.binary(max_size=2)) + secret.encode()).decode(),
        base64.encodebytes(secret.encode() * 3).decode().replace("\n", draw(st.sampled_from(["\\n", "\\r\\n", "\n"]))),
        quote(base64.urlsafe_b64encode(secret.encode()), safe=""),
        secret.encode().hex(draw(st.sampled_from([":", "-", " "]))).upper(),
    ]
    content = (draw(_NOISE) + draw(st.sampled_from([coded[0], *coded])) + draw(_NOISE)).encode()
    return secret.encode(), content if draw(st.booleans()) else content.decode().encode("utf-16-le")


@settings(deadline=None)
@given(_hidden())
def test_wherever_a_pattern_matches_its_core_stands_in_the_view(hidden: tuple[bytes, bytes]) -> None:
    secret, content = hidden
    for trace in traces_of(secret):
        view = view_of(content, trace.form)
        if trace.pattern().search(content):
            assert view is None or trace.core in view


def test_a_content_full_of_escapes_does_not_hide_that_a_secret_is_not_there() -> None:
    page = b'{"a": "\\u00e1 \\"x\\" %C3%B1 &amp; &#34; dGVzdA== 0a:1b"}' * 50
    for trace in traces_of(b"Portal-12#x9"):
        view = view_of(page, trace.form)
        assert view is not None and trace.core and trace.core not in view
