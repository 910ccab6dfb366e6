"""What can be wrong with one written step or flow before the screens are looked at. Notes mistakes, raises nothing."""

from robot.model.flow import CommitKind
from robot.outside.flow_files.files import Read
from robot.outside.flow_files.shapes import FlowFile
from robot.outside.yaml_text.nodes import Document, Map, Seq

_PRESSES = ("click", "download", "person")
_BESIDE_USE = ("use", "guide", "on", "then", "commits", "dialog", "within")
_NOT_ACTS = ("guide", "on", "end_if", "commits", "dialog", "next", "within", "then")
# The guide offers both beside the password; either may stop the payroll's download, so neither is done unasked.
_DANGEROUS = (CommitKind.RECOVER, CommitKind.CANCEL)


def check_flow_file(read: Read[FlowFile]) -> None:
    assert read.shape is not None
    steps = read.root.values["steps"]
    for node in steps.items if isinstance(steps, Seq) else ():
        if isinstance(node, Map):
            _check_step(read.document, node)
    if read.shape.on_command_only == "yes" and not read.shape.warning:
        key = read.root.keys["on_command_only"]
        read.document.mistake("falta `warning`", key, "diga qué puede pasar, para que la persona confirme")
    dangerous = any(step.commits in _DANGEROUS for step in read.shape.steps)
    if dangerous and read.shape.on_command_only == "no":
        title = "este flujo puede dejar sin servicio a la nómina y se haría solo"
        read.document.mistake(title, read.root.keys["flow"], "agregue `on_command_only: yes` y `warning:`")


def _check_step(document: Document, node: Map) -> None:
    if "use" in node.keys:
        for key, written in node.keys.items():
            if key not in _BESIDE_USE:
                fix = f"al lado de `use` van: {', '.join(_BESIDE_USE[1:])}"
                document.mistake(f"`{key}` no va en el mismo paso que `use`", written, fix)
        return
    acts = [key for key in node.keys if key not in _NOT_ACTS]
    _check_press(document, node, acts)
    if "open" in acts and len(acts) > 1:
        document.mistake("`open` va solo en su paso", node.keys["open"], "ponga lo demás en el paso que sigue")
    if not acts and "on" not in node.keys:
        document.mistake("este paso no hace nada", node, "agregue `on:` o lo que se hace: `click:`, `fill:`, ...")


def _check_press(document: Document, node: Map, acts: list[str]) -> None:
    presses = [key for key in acts if key in _PRESSES]
    if len(presses) > 1:
        title = f"un paso presiona una sola vez, y aquí hay {' y '.join(f'`{key}`' for key in presses)}"
        document.mistake(title, node.keys[presses[1]], "haga dos pasos")
    elif presses and acts[-1] != presses[0]:
        late = node.keys[acts[acts.index(presses[0]) + 1]]
        document.mistake(f"después de `{presses[0]}` ya no se hace nada", late, f"ponga `{late.text}` antes")
    clicks = [key for key in presses if key != "person"]
    for key in ("commits", "dialog"):
        if key in node.keys and not clicks:
            document.mistake(
                f"`{key}` necesita un `click` o un `download`", node.keys[key], "agréguelo, o quite esta línea"
            )
    if "next" in node.keys and "commits" in node.keys:
        title = "lo que no se puede deshacer no va en un formulario por partes"
        document.mistake(title, node.keys["next"], "haga con `commits` un paso aparte")
