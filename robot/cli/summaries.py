"""summary show, send: how all stands now, grouped by cause, on the terminal or by mail."""

import typer

from robot.cli.options import HERE, WorkspaceOption, opened
from robot.cli.telling import Telling, cleaned, write_results
from robot.console.paper import Paper

app = typer.Typer(help="El resumen: qué causa detiene a cuántos NRP.", no_args_is_help=True)


@app.command("show")
def show(workspace: WorkspaceOption = HERE) -> None:
    """Muestra el resumen de cómo está todo ahora."""
    paper = Paper()
    with opened(workspace) as open_one:
        paper.summary(Telling(open_one, paper).summary(cleaned(open_one), run=False))


@app.command("send")
def send(workspace: WorkspaceOption = HERE) -> None:
    """Envía ahora el resumen por correo, con el libro de resultados; sirve también de prueba."""
    paper = Paper()
    with opened(workspace) as open_one:
        post = open_one.post  # says what to do when nobody is named
        telling, found = Telling(open_one, paper), cleaned(open_one)
        summary = telling.summary(found, run=False)
        if not telling.mail(summary, write_results(open_one, found, summary).path):
            raise typer.Exit(4)
        paper.line(f"Enviado a {', '.join(post.to)}: {summary.subject}")
