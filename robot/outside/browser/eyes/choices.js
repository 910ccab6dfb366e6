// Fields one chooses from: what kind they are, which options they show, and what they say is chosen.

const OPTIONS = "[role=option], [role=menuitemradio], mat-option, [role=treeitem]";
const ITEMS = "li, [class*=option i], [class*=item i], [role=menuitem], tr, a, div, span, td";

function describeChoice(finder, el) {
  if (el.localName === "select") return { kind: "native", options: nativeOptions(el), on: !el.disabled };
  const radios = collect(el, []).filter((one) => one.matches("input[type=radio], [role=radio]"));
  if (radios.length > 1) return { kind: "radio", options: radios.map((one) => radioText(finder, one)), on: true };
  const typed = el.matches("input, textarea") ? el : null;
  const listed = el.getAttribute("role") === "listbox" && collect(el, []).some((one) => one.matches(OPTIONS) && finder.scene.shown(one));
  return { kind: listed ? "open" : typed ? "typed" : "widget", options: [], on: !isOff(el) };
}

function nativeOptions(el) {
  return [...el.options].map((one) => ({ text: squeeze(one.label || one.text), on: !one.disabled, chosen: one.selected }));
}

// One that is no <input> holds its own words.
function radioText(finder, radio) {
  const own = radio.localName === "input" ? "" : finder.scene.textOf(radio, true) || finder.scene.textOf(radio);
  const around = own ? [] : [...finder.fields.declared(radio), ...finder.fields.around(radio)];
  const text = own || (around.length ? around[0][0] : radio.value || "");
  return { text: squeeze(text), on: !isOff(radio), chosen: radio.checked === true || radio.getAttribute("aria-checked") === "true" };
}

function radioOf(el, index) {
  return collect(el, []).filter((one) => one.matches("input[type=radio], [role=radio]"))[index];
}

// What was visible before the list opened, to tell the options by: one element may hold several texts.
function markBefore(finder) {
  const before = new Map();
  for (const run of finder.runs) before.set(run.el, (before.get(run.el) || new Set()).add(fold(run.text)));
  return before;
}

// The options that are open now: [{el, text, sure}]. `sure` ones are declared as options or belong to the field's list.
function openOptions(finder, el, before) {
  const scene = finder.scene;
  const owned = scene.byIds(el, `${el.getAttribute("aria-controls") || ""} ${el.getAttribute("aria-owns") || ""}`);
  const inner = collect(el, []).find((one) => one.matches("input"));
  if (inner) owned.push(...scene.byIds(inner, `${inner.getAttribute("aria-controls") || ""} ${inner.getAttribute("aria-owns") || ""}`));
  const declared = scene.all(OPTIONS).filter((one) => scene.shown(one));
  const fresh = (one) => !before || finder.runs.some((run) => within(run.el, one) && isNew(run, before));
  const opens = el.hasAttribute("aria-haspopup"); // then an option that stands in it is what was chosen before
  const mine = declared.filter((one) => owned.some((list) => within(one, list)) || (within(one, el) && (!opens || fresh(one))));
  const sure = mine.length ? mine : declared.filter(fresh);
  const list = sure.map((one) => ({ el: one, texts: optionTexts(scene, one), on: !isOff(one) }));
  if (list.length) return list;
  return before ? freshOptions(finder, el, before) : [];
}

function optionTexts(scene, el) {
  const texts = [scene.textOf(el), scene.textOf(el, true)];
  if (el.getAttribute("aria-label")) texts.push(el.getAttribute("aria-label"));
  return texts;
}

function isNew(run, before) {
  return !(before.has(run.el) && before.get(run.el).has(fold(run.text)));
}

function freshOptions(finder, el, before) {
  const found = [];
  for (const run of finder.runs) {
    if (!isNew(run, before) || (run.press === el && !within(run.el, el))) continue;
    if (run.el === el || (run.field === el && before.has(run.el))) continue;
    if (run.el.matches(ITEMS) || run.press) found.push({ el: run.el, texts: [run.text], on: !isOff(run.el) });
  }
  return found;
}

// The element that scrolls the open list, if its end is not yet seen.
function scrollOn(finder, option) {
  for (let at = parentOf(option); at && at !== document.body; at = parentOf(at)) {
    if (at.scrollHeight > at.clientHeight + 4 && /auto|scroll/.test(finder.scene.style(at).overflowY)) {
      const before = at.scrollTop;
      at.scrollTop = before + Math.max(20, at.clientHeight - 20);
      return at.scrollTop !== before;
    }
  }
  return false;
}

// Among the options of an open list, not among the words of the field.
function inList(node, el) {
  const option = closest(node, `${OPTIONS}, li, option`);
  return option !== null && option !== el && within(option, el);
}

// Every text by which a field says what is chosen.
function chosenTexts(finder, el) {
  const scene = finder.scene;
  if (el.localName === "select") return [...el.selectedOptions].map((one) => squeeze(one.label || one.text));
  const texts = [];
  if ("value" in el && typeof el.value === "string") texts.push(el.value);
  for (const inner of collect(el, [])) {
    if (inner.matches("input:not([type=hidden]):not([type=password])")) texts.push(inner.value);
    if (inner.matches("select")) texts.push(...[...inner.selectedOptions].map((one) => one.text));
    if (inner.matches("[aria-selected=true], [aria-checked=true]")) texts.push(scene.textOf(inner));
  }
  if (!collect(el, []).some((one) => one.matches(OPTIONS) && scene.shown(one))) texts.push(scene.textOf(el), scene.textOf(el, true));
  texts.push(el.getAttribute("aria-valuetext"));
  for (const run of finder.runs) if (within(run.el, el) && !inList(run.el, el)) texts.push(run.text);
  const behind = finder.fields.visible.find((one) => one.localName === "select" && finder.fields.same(one, el));
  if (behind) texts.push(...[...behind.selectedOptions].map((one) => one.text));
  const holder = parentOf(el);
  if (holder && el.matches("input") && holder.querySelectorAll("input:not([type=hidden])").length === 1) {
    for (const run of finder.runs) if (within(run.el, holder)) texts.push(run.text);
  }
  return texts.filter(Boolean).map(squeeze);
}

// The arrow of a typed list, beside or around its input.
function arrowOf(finder, el) {
  let holder = parentOf(el);
  for (let steps = 0; holder && steps < 3; steps++, holder = parentOf(holder)) {
    const found = collect(holder, []).find((one) => one !== el && finder.scene.shown(one) && !within(el, one) &&
      one.matches("[class*=arrow i], [class*=trigger i], [class*=caret i], [class*=toggle i], button, [role=button]"));
    if (found) return found;
  }
  return null;
}
