// Not part of the eyes: waits in one document for the click of a person who debugs. The portal hears nothing of it.
() => {
  const KEY = Symbol.for("infonavit-robot.picking");
  if (window[KEY]) return;
  const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "touchstart", "touchend"];
  const host = document.createElement("div");
  host.style.cssText = "all:initial;display:block;position:fixed;z-index:2147483647;pointer-events:none;border:2px dashed #d6006c;border-radius:4px";
  host.attachShadow({ mode: "closed" });
  document.documentElement.append(host);
  const state = { el: null };
  const swallow = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "pointerdown" && !state.el) state.el = event.composedPath()[0];
  };
  const hover = (event) => {
    const at = event.composedPath()[0];
    if (!at.getBoundingClientRect) return;
    const rect = at.getBoundingClientRect();
    host.style.left = `${rect.left - 3}px`;
    host.style.top = `${rect.top - 3}px`;
    host.style.width = `${rect.width + 2}px`;
    host.style.height = `${rect.height + 2}px`;
  };
  for (const kind of kinds) window.addEventListener(kind, swallow, { capture: true, passive: false });
  window.addEventListener("pointermove", hover, { capture: true });
  state.stop = () => {
    for (const kind of kinds) window.removeEventListener(kind, swallow, { capture: true });
    window.removeEventListener("pointermove", hover, { capture: true });
    host.remove();
    delete window[KEY];
  };
  window[KEY] = state;
}
