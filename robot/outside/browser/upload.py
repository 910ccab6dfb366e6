"""Hands a secret file (.cer, .key) to a file input, hidden or not, on allowed origins only.

The bytes lie in the visit's private folder until the visit ends: the page may read them at any time, and files by
path stay out of Playwright's own records. A widget that only lists what was chosen has a button that sends it:
it commits nothing, and is pressed.
"""

from dataclasses import replace
from pathlib import Path

from playwright.async_api import Error
from playwright.async_api import TimeoutError as Late

from robot.model.faults import Fault, TargetFault
from robot.model.screen import Target
from robot.model.secret import Secret
from robot.model.sight import Used
from robot.outside.browser.fill import quiet
from robot.outside.browser.limited import Unanswered, is_detached, limited
from robot.outside.browser.press import at_once, click, ready
from robot.outside.browser.resolve import Sought, hold, seek
from robot.outside.browser.stage import Stage

_CHOOSER_SECONDS = 8.0
_ATTACH = 10.0


async def upload_secret(stage: Stage, target: Target, secret: Secret, file_name: str) -> tuple[Used, bool]:
    """The second: whether the file is still in its field, for the form to send. If not, the page has it."""
    path = stage.folder.sub("archivo") / Path(file_name).name
    path.write_bytes(secret.reveal())
    for _ in range(3):
        found, field = await _field(stage, target)
        since = stage.traffic.mark()
        done = await (_attach(stage, field, path) if field else _through_chooser(stage, target, path))
        if done:
            await quiet(stage, since)
            left = field is not None and not await _sent(stage, field) and await _keeps(stage, field)
            return found.used, left
    raise TargetFault(target, f"«{target.name}» no recibió el archivo.")


async def reattach(stage: Stage, target: Target, secret: Secret, file_name: str) -> bool:
    """Attaches again what the field no longer holds; False when it holds it."""
    _, field = await _field(stage, target)
    if field is not None and await _keeps(stage, field):
        return False
    await upload_secret(stage, target, secret, file_name)
    return True


async def _field(stage: Stage, target: Target) -> tuple[Sought, Sought | None]:
    """What a person would look for, and the input that takes its file; None: its button makes one when pressed."""
    found = await seek(stage, target, "file")
    index = await stage.do(stage.ask(found.frame, "fileInput", found.index), "mirar un campo de archivo")
    return found, None if index is None else replace(found, index=index)


async def _sent(stage: Stage, field: Sought) -> bool:
    """Whether the widget has a button of its own that sends the file, which is pressed once."""
    looking = stage.ask(field.frame, "fileSender", field.index)
    index = await stage.unless_redrawn(looking, "mirar un archivo")
    if index is None:
        return False
    since = stage.traffic.mark()
    sender = replace(field, index=index)
    if not await at_once(stage, sender):
        found = await hold(stage, sender)
        if found is None:
            return False
        await click(stage, found)
    await quiet(stage, since)
    return True


async def _keeps(stage: Stage, field: Sought) -> bool:
    return bool(await stage.unless_redrawn(stage.ask(field.frame, "keepsFile", field.index), "mirar un archivo"))


async def _attach(stage: Stage, field: Sought, path: Path) -> bool:
    """To the very element that was found, in this document or nowhere."""
    fault: Fault
    try:
        await stage.ask(field.frame, "markSenders", field.index)
        place = await stage.tagged(field.frame, field.index)
        await stage.origins.demand(field.frame)
        attaching = field.frame.set_input_files(place, path, strict=True, timeout=_ATTACH * 1000)
        await limited(attaching, _ATTACH + 3, "adjuntar un archivo")
    except Late:
        return False
    except Unanswered as error:
        fault = await stage.fault(error, "adjuntar un archivo")
    except Error as error:
        if is_detached(error):
            return False
        fault = await stage.fault(error, "adjuntar un archivo")
    else:
        return await _holds(stage, field, path)
    raise fault from None


async def _holds(stage: Stage, field: Sought, path: Path) -> bool:
    """A page may take the file and empty or redraw its input: only another file in it is wrong."""
    try:
        held = await stage.ask(field.frame, "filesNow", field.index)
    except (Error, Unanswered):
        return True
    return not held or [path.name, path.stat().st_size] in held


async def _through_chooser(stage: Stage, target: Target, path: Path) -> bool:
    """A button that makes its file input when it is pressed."""
    found = await ready(stage, target, "file")
    fault: Fault
    try:
        chooser_opens = found.page.expect_file_chooser(timeout=_CHOOSER_SECONDS * 1000)
        async with stage.front.behind(stage.context), chooser_opens as opening:
            await limited(
                found.element.click(position=found.spot, timeout=5000, no_wait_after=True),
                8,
                "abrir el selector de archivos",
            )
        chooser = await limited(opening.value, _CHOOSER_SECONDS, "abrir el selector de archivos")
        await stage.origins.demand(await stage.do(chooser.element.owner_frame(), "mirar el marco del campo"))
        await limited(chooser.set_files(path, timeout=10_000), 13, "adjuntar un archivo")
        return True
    except Unanswered as error:
        fault = await stage.fault(error, "adjuntar un archivo")
    except Error:
        fault = TargetFault(target, f"«{target.name}» no abrió ningún selector de archivos.")
    raise fault from None
