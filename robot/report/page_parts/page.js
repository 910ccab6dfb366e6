"use strict";
(() => {
  const one = (id) => document.getElementById(id);
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const parts = [...document.querySelectorAll("details.nrp")].map((part) => ({
    part, text: fold(part.querySelector("summary").textContent),
  }));
  const form = one("filters"), text = one("text"), state = one("state"), reason = one("reason");

  function filter() {
    const words = fold(text.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of parts) {
      const { part } = each;
      const fits = (!state.value || part.dataset.state === state.value)
        && (!reason.value || part.dataset.reason === reason.value)
        && words.every((word) => each.text.includes(word));
      part.hidden = !fits;
      shown += fits;
    }
    one("count").textContent = `${shown} de ${parts.length} NRP`;
  }

  function clear() {
    text.value = state.value = reason.value = "";
    filter();
  }

  function reveal() {
    const part = one(decodeURIComponent(location.hash.slice(1)));
    if (!part || !part.matches("details.nrp")) return;
    if (part.hidden) clear();
    part.open = true;
    part.scrollIntoView();
    part.querySelector("summary").focus();
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  one("clear").addEventListener("click", clear);
  one("open").addEventListener("click", () => parts.forEach(({ part }) => { if (!part.hidden) part.open = true; }));
  one("close").addEventListener("click", () => parts.forEach(({ part }) => { part.open = false; }));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) { event.preventDefault(); text.focus(); }
    if (event.key === "Escape" && form.contains(event.target)) { clear(); text.focus(); }
  });
  window.addEventListener("hashchange", reveal);

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));

  form.hidden = false;
  filter();
  reveal();
})();
