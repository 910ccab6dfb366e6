"""What a careless portal does with what is typed into it: scripts that every page of the mock portal carries.

A habit is given each password as it is typed, and the .key in base64. Whatever is drawn of a secret is magenta upon
magenta, so that a picture of it gives itself away.
"""

import json
from collections.abc import Mapping

HABITS = {
    "shows it, as an eye button does": "if (field) { field.type = 'text'; field.style.cssText = MAGENTA; }",
    "repeats it beside the field": "show('Usted escribió ' + value)",
    "flashes it": "const line = show(value, 'position: fixed; top: 0'); setTimeout(() => line.remove(), 60)",
    "shows it later": "setTimeout(() => show(value, 'position: fixed; bottom: 0'), 400)",
    "puts it into the address": "history.replaceState(null, '', '?clave=' + encodeURIComponent(value))",
    "asks for addresses with it": (
        "fetch('/nada?clave=' + encodeURIComponent(value)); new Image().src = '/nada?' + btoa(escape(value))"
    ),
    "calls its window and its controls by it": (
        "document.title = value; if (field) { field.setAttribute('aria-label', value); field.id = field.name = value; }"
    ),
    "keeps it": (
        "localStorage.clave = sessionStorage.clave = value; document.cookie = 'clave=' + encodeURIComponent(value)"
    ),
    "tells its console": "console.error('clave', value); setTimeout(() => { throw new Error(value) })",
    "asks about it": "if (field && !window.asked) { window.asked = true; alert('Su clave es ' + value) }",
    "gives it as a file": (
        "if (field && !window.given) { window.given = true; const file = document.createElement('a'); "
        "file.href = URL.createObjectURL(new Blob([value])); file.download = value + '.txt'; file.click() }"
    ),
    "sends its forms by GET": "if (field && field.form) { field.form.method = 'get'; field.form.onsubmit = null }",
    "becomes another page": (
        "setTimeout(() => { document.body.textContent = ''; show('Error interno: ' + value) }, 700)"
    ),
}
_EARS = """(() => {
  const HABITS = {%s};
  const MAGENTA = "color: #f0f; background: #f0f; font: bold 30px monospace; min-width: 200px; ";
  const show = (value, style) => {
    const line = document.createElement("p");
    line.style.cssText = MAGENTA + (style || "");
    line.textContent = value;
    (document.body || document.documentElement).append(line);
    return line; };
  const spill = (value, field) => HABITS[localStorage.nrp]?.(value, field, show, MAGENTA);
  addEventListener("input", (event) => {
    const field = event.composedPath()[0], nrp = String(field.value).replace(/\\W/g, "");
    if (nrp in HABITS) localStorage.nrp = nrp;
    if (field.type === "password" || field.careless) { field.careless = true; spill(field.value, field); }
  }, true);
  addEventListener("change", (event) => {
    for (const file of event.composedPath()[0].files || []) {
      if (!file.name.endsWith(".key")) continue;
      const reader = new FileReader();
      reader.onload = () => spill(reader.result.split(",")[1]);
      reader.readAsDataURL(file); }
  }, true);
})();"""


def careless(habits: Mapping[str, str]) -> str:
    """The script for a portal that treats each of these NRPs to a habit of its own."""
    return _EARS % ", ".join(f"{nrp}(value, field, show, MAGENTA) {{ {HABITS[one]} }}" for nrp, one in habits.items())


_GIVES_AWAY = """addEventListener("click", (event) => {
  const CONTROLS = "a, button, input, [role=button], [role=link]";
  const control = event.composedPath().find((el) => el.matches && el.matches(CONTROLS));
  if (!control || !/responsiva|exportar/i.test(control.value || control.textContent)) return;
  event.preventDefault(); event.stopImmediatePropagation();
  const file = document.createElement("a");
  file.href = URL.createObjectURL(new Blob(["%%PDF-1.7 clave: " + %(secret)s]));
  file.download = %(secret)s + ".pdf";
  file.click(); }, true);"""


def giving_away(secret: str) -> str:
    """The script for a portal whose documents tell the secret, in their name and in their content."""
    return _GIVES_AWAY % {"secret": json.dumps(secret)}
