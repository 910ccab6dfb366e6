"""The race of named screens on real pages: what counts as an answer, and when."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.outside.browser.parts import Hands, Reply, Site, pages, screen, target

pytestmark = pytest.mark.browser

PAGES = pages("awaiting")
LOGIN = screen("login", "button: Entrar")
HOME = screen("home", "link: Mis Trámites")
REFUSED = screen("refused", "button: Entrar", "said: contraseña incorrecta")
BOTH = screen("frames", "link: Mis Trámites", "heading: Contenido")


async def test_the_screen_that_comes_is_recognised_by_what_it_shows(hands: Hands) -> None:
    hands.knows(LOGIN, HOME)
    hands.site.put("<a href=#>Mis&nbsp;trámites</a>", "/inicio")
    await hands.show("<button onclick=\"location.href='/inicio'\">Entrar</button>")
    assert (await hands.awaits("login")).screen == "login"
    await hands.visit.press(target("button: Entrar"))
    sight = await hands.awaits("home", "refused")
    assert (sight.screen, sight.down) == ("home", "")


async def test_a_slow_answer_is_awaited_and_the_old_screen_is_not_taken_for_it(hands: Hands) -> None:
    hands.knows(LOGIN, HOME)
    hands.site.put("<a href=#>Mis Trámites</a>", "/lento", wait=1.5)
    await hands.show("<form action=/lento><button>Entrar</button></form>")
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    assert (await hands.awaits("login", "home")).screen == "home"


LATE_SCRIPT = "<button id=b>Entrar</button><script>const s=document.createElement('script');s.src='{}';document.head.append(s)</script>"


async def test_a_button_whose_script_is_on_its_way_is_not_taken_for_ready(hands: Hands) -> None:
    hands.knows(LOGIN)
    hands.site.replies["/tarde.js"] = Reply("b.onclick=()=>{window.told='oyó'}".encode(), wait=1.0)
    await hands.visit.open(hands.site.put(LATE_SCRIPT.format("/tarde.js")))
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    assert await hands.told() == "oyó"


async def test_a_script_that_never_comes_holds_nothing_up_for_long(hands: Hands) -> None:
    hands.knows(LOGIN)
    hands.site.replies["/nunca.js"] = Reply(wait=20)
    await hands.visit.open(hands.site.put(LATE_SCRIPT.format("/nunca.js")))
    began = time.monotonic()
    assert (await hands.awaits("login", seconds=20)).screen == "login"
    assert time.monotonic() - began < 10


async def test_a_bar_that_shows_how_far_one_is_holds_nothing_up(hands: Hands) -> None:
    hands.knows(LOGIN)
    bar = '<div role=progressbar aria-valuenow=50 style="width:200px;height:9px"></div>'
    await hands.show(f"{bar}<progress value=2 max=4></progress><button>Entrar</button>")
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    began = time.monotonic()
    assert (await hands.awaits("login", seconds=20)).screen == "login"
    assert time.monotonic() - began < 10


async def test_words_that_are_new_since_the_press_decide(hands: Hands) -> None:
    hands.knows(LOGIN, HOME, REFUSED)
    await hands.show(PAGES["words that come late"])
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    sight = await hands.awaits("home", "refused")
    assert sight.screen == "refused"
    assert sight.said == ("La contraseña incorrecta.",)


async def test_words_that_were_there_before_are_not_an_answer(hands: Hands) -> None:
    hands.knows(LOGIN, HOME, REFUSED)
    await hands.show(PAGES["words that were there before"])
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    assert (await hands.awaits("refused", "home")).screen == "home"


async def test_a_toast_that_has_gone_was_heard(hands: Hands) -> None:
    hands.knows(LOGIN, REFUSED)
    await hands.show(PAGES["a toast that has gone"])
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    assert (await hands.awaits("refused")).screen == "refused"


async def test_the_same_refusal_is_heard_again(hands: Hands) -> None:
    hands.knows(LOGIN, HOME, REFUSED)
    await hands.show(PAGES["the same refusal again"])
    for _ in range(2):
        await hands.visit.press(target("button: Entrar"))
        assert (await hands.awaits("home", "refused")).screen == "refused"


@pytest.mark.parametrize("place", ["<p class=error>{}</p>", "<ul class=messagelist><li>{}</ul>"])
async def test_the_same_refusal_on_a_new_page_is_heard_again(hands: Hands, place: str) -> None:
    hands.knows(LOGIN, HOME, REFUSED)
    form = "<form method=post action=/acceso><button>Entrar</button></form>"
    hands.site.put(place.format("Contraseña incorrecta") + form, "/acceso")
    await hands.show(form)
    for _ in range(2):
        await hands.visit.press(target("button: Entrar"))
        assert (await hands.awaits("home", "refused")).screen == "refused"


async def test_a_shade_that_invites_a_press_is_nothing_to_wait_for(hands: Hands) -> None:
    """The backdrop of a menu goes when it is pressed; one of a page at work goes by itself."""
    hands.knows(HOME, screen("shade", "css: .shade"))
    shade = '<div class=shade style="position:fixed;inset:0;cursor:pointer"></div>'
    await hands.show(f"<a href=#>Mis Trámites</a>{shade}")
    assert (await hands.awaits("home", "shade")).screen == "shade"


async def test_a_window_of_plain_boxes_is_no_spinner(hands: Hands) -> None:
    hands.knows(HOME, screen("notice", "button: Entendido"))
    window = '<div style="position:fixed;top:99px"><p>Aviso</p><div style="cursor:pointer">Entendido</div></div>'
    await hands.show(f'<a href=#>Mis Trámites</a><div style="position:fixed;inset:0;background:#0006"></div>{window}')
    assert (await hands.awaits("home", "notice")).screen == "notice"


async def test_a_known_screen_nobody_expected_is_told_early(hands: Hands) -> None:
    hands.knows(LOGIN, HOME)
    await hands.show("<a href=#>Mis Trámites</a>")
    start = time.monotonic()
    assert (await hands.awaits("login", seconds=20)).screen == "home"
    assert time.monotonic() - start < 6


async def test_an_unknown_screen_is_told_at_the_limit_with_what_is_nearest(hands: Hands) -> None:
    hands.knows(BOTH)
    await hands.visit.open(hands.site.put("<a href=#>Mis Trámites</a>", status=404))
    sight = await hands.awaits("frames", seconds=1)
    assert (sight.screen, sight.down, sight.error) == (None, "", "El portal respondió con error 404.")
    [frames] = [one for one in sight.closest if one.met]
    assert (frames.screen.name, [one.name for one in frames.lacking]) == ("frames", ["heading: Contenido"])
    assert [str(one) for one in sight.controls] == ["link: Mis Trámites"]


async def test_evidence_is_gathered_over_nested_frames(hands: Hands) -> None:
    hands.knows(BOTH)
    hands.site.put("<a href=#>Mis Trámites</a>", "/menu")
    hands.site.put("<h1>Contenido</h1>", "/contenido")
    hands.site.put(
        '<html><frameset cols="50%,50%"><frame src="/menu"><frame src="/contenido"></frameset></html>', "/dentro"
    )
    await hands.show('<html><frameset rows="10%,90%"><frame src="/x"><frame src="/dentro"></frameset></html>')
    assert (await hands.awaits("frames")).screen == "frames"
    await hands.visit.press(target("link: Mis Trámites"))


async def test_a_hidden_frame_is_no_evidence(hands: Hands) -> None:
    hands.knows(HOME)
    hands.site.put("<a href=#>Mis Trámites</a>", "/menu2")
    await hands.show(
        '<iframe src="/menu2" style="visibility:hidden"></iframe><iframe src="/menu2" width=0 height=0></iframe>'
    )
    assert (await hands.awaits("home", seconds=1)).screen is None


async def test_a_hidden_frame_of_another_origin_is_no_evidence(hands: Hands, other_site: Site) -> None:
    hands.knows(HOME)
    inner = other_site.put("<a href=#>Mis Trámites</a>")
    await hands.show(f'<iframe src="{inner}" style="visibility:hidden"></iframe>')
    assert (await hands.awaits("home", seconds=1)).screen is None


async def test_a_screen_behind_a_spinner_is_awaited(hands: Hands) -> None:
    hands.knows(HOME)
    await hands.show(PAGES["behind a spinner"])
    start = time.monotonic()
    assert (await hands.awaits("home")).screen == "home"
    assert time.monotonic() - start > 0.5


async def test_a_notice_over_an_expected_screen_is_seen_first(hands: Hands) -> None:
    hands.knows(HOME, screen("notice", "button: Entendido"))
    await hands.show(PAGES["under a notice"])
    sight = await hands.awaits("home", "notice")
    assert (sight.screen, sight.also) == ("notice", ("home",))
    await hands.visit.press(target("button: Entendido"))
    assert (await hands.awaits("home", "notice")).screen == "home"


async def test_a_new_tab_is_followed_and_left_when_it_closes(hands: Hands) -> None:
    hands.knows(LOGIN, HOME)
    hands.site.put("<a href='javascript:window.close()'>Mis Trámites</a>", "/pestana")
    await hands.show("<a href=/pestana target=_blank rel=opener>Entrar</a><button>Entrar</button>")
    await hands.visit.press(target("link: Entrar"))
    assert (await hands.awaits("home")).screen == "home"
    await hands.visit.press(target("link: Mis Trámites"))
    assert (await hands.awaits("login")).screen == "login"


async def test_a_page_that_only_redraws_itself_is_recognised(hands: Hands) -> None:
    hands.knows(HOME)
    await hands.show(PAGES["redrawn for ever"])
    assert (await hands.awaits("home")).screen == "home"


@pytest.mark.parametrize("status", [500, 429])
async def test_a_server_error_is_the_portal_being_down(hands: Hands, status: int) -> None:
    hands.knows(HOME)
    hands.site.put("<h1>Error</h1>", "/roto", status=status)
    await hands.visit.open(hands.site.origin + "/roto")
    sight = await hands.awaits("home", seconds=10)
    assert (sight.screen, sight.down) == (None, f"El portal respondió con error {status}.")


async def test_a_server_error_in_a_frame_is_the_portal_being_down_though_its_menu_stays(hands: Hands) -> None:
    hands.knows(LOGIN, screen("menu", "link: Mis Trámites", never=("button: Entrar",)))
    hands.site.put("error", "/roto", status=500)
    hands.site.put("<button onclick=\"location.href='/roto'\">Entrar</button>", "/dentro")
    await hands.show("<a href=#>Mis Trámites</a><iframe src=/dentro></iframe>")
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    sight = await hands.awaits("login")
    assert (sight.screen, sight.down) == ("menu", "El portal respondió con error 500.")


async def test_a_request_that_fails_behind_the_page_is_the_portal_being_down(hands: Hands) -> None:
    hands.knows(LOGIN, HOME)
    hands.site.replies["/api"] = Reply(b"no", 502)
    await hands.show("<button onclick=\"fetch('/api')\">Entrar</button>")
    await hands.awaits("login")
    await hands.visit.press(target("button: Entrar"))
    sight = await hands.awaits("home", seconds=1)
    assert (sight.screen, sight.down) == ("login", "El portal respondió con error 502.")


async def test_the_portals_clock_is_read_from_its_answers(hands: Hands) -> None:
    hands.site.put("<p>x</p>", "/hora", headers={"Content-Type": "text/html", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"})
    await hands.visit.open(hands.site.origin + "/hora")
    await hands.awaits("home", seconds=0.2)
    moment = await hands.visit.portal_time()
    assert moment == datetime(2026, 11, 23, 10, tzinfo=UTC)


async def test_a_persons_part_ends_when_an_expected_screen_comes(hands: Hands) -> None:
    hands.knows(LOGIN, HOME)
    await hands.show(PAGES["a person goes on"])
    assert (await hands.visit.until_changed(["home"], timedelta(seconds=5))).screen == "home"


@pytest.mark.parametrize("known_as", ["session", "question"])
async def test_in_a_window_over_the_page_its_own_button_is_pressed_and_no_namesake_behind_it(
    hands: Hands, known_as: str
) -> None:
    stay = ("text_with: sesión está por expirar", "button: Continuar")
    over = screen("session", stay[0])
    wanted = target(stay[1], "button_with: continuar")
    over = replace(over, seen=(*over.seen, replace(wanted, screen="session")))
    hands.knows(screen("terms", "heading: Términos"), over, screen("question", "text_with: está por"))
    await hands.show(
        "<h2>Términos</h2><p>Texto</p><button disabled>Continuar</button>"
        "<div style='position:fixed;inset:0;background:#0006'></div><div role=dialog aria-modal=true "
        "style='position:fixed;top:40px;left:40px;background:#fff'>Su sesión está por expirar "
        "<button onclick='told=1'>Continuar en sesión</button></div>"
    )
    assert (await hands.awaits(known_as)).screen == known_as
    await hands.visit.press(over.seen[1])
    assert await hands.told() == "1"


@pytest.mark.parametrize("kind", ["role=dialog", ""])
async def test_words_of_the_page_are_none_of_the_window_over_it(hands: Hands, kind: str) -> None:
    hands.knows(screen("welcome", "dialog_with: bienvenido"), screen("other", "dialog_with: otra cosa"))
    window = f"<div {kind} style='position:fixed;inset:0;background:#fff'>Otra cosa <button>Aceptar</button></div>"
    await hands.show(f"<h1>Bienvenido</h1><p>Texto</p>{window}")
    sight = await hands.awaits("welcome", "other")
    assert (sight.screen, sight.also) == ("other", ())


async def test_a_form_that_holds_the_window_over_it_lies_behind_that_window(hands: Hands) -> None:
    """JSF draws its windows inside the form; the backdrop goes to the end of the page."""
    hands.knows(screen("form", "button: Aceptar"), screen("question", "button: Sí", never=("label: RFC",)))
    await hands.show(
        "<form onsubmit='return false'><label>RFC <input></label><button>Aceptar</button>"
        "<div style='position:fixed;z-index:9;top:90px;left:90px;background:#fff'>¿Seguro? <button>Sí</button></div>"
        "</form><div style='position:fixed;z-index:8;inset:0;background:#0006'></div>"
    )
    assert (await hands.awaits("question")).screen == "question"


async def test_where_another_known_screen_came_what_the_expected_one_lacks_is_told(hands: Hands) -> None:
    hands.knows(screen("tabs", "tab: Relaciones"), screen("form", "label: RFC del Desarrollador", "button: Aceptar"))
    await hands.show(
        "<a role=tab>Relaciones</a><label>R.F.C. del desarrollador <input></label><button>Aceptar</button>"
    )
    sight = await hands.awaits("form", seconds=1)
    assert sight.screen == "tabs"
    [form] = sight.closest
    assert [one.name for one in form.lacking] == ["label: RFC del Desarrollador"]
    assert "label: R.F.C. del desarrollador" in map(str, sight.controls)
