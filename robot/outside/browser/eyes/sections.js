// Closed sections: what an accordion or the inner tabs of a form keep from sight until their head is pressed. What one
// holds is read as if it were open; only the driver decides whether to open it.

const WINDOWS = "dialog, [role=dialog], [role=alertdialog], [aria-modal=true], [class*=modal i]";
const BLOCKS = { tr: "table-row", td: "table-cell", tbody: "table-row-group", table: "table", li: "list-item" };
const HEAD_LETTERS = 80;

// {sections: [[number of the head, counts of the rules as if it were open]], counts: as it is, ...state}
function sections(ask) {
  const scene = new Scene();
  held.clear();
  const found = ownFrame() === "hidden" ? [] : closedPanels(scene);
  const opened = found.map(({ head, panel }) => [hold([head]), asIfOpen(panel, () => countsOf(ask.rules))]);
  finder = new Finder();
  return { ...state(), counts: countsOf(ask.rules), sections: opened };
}

function countsOf(rules) {
  finder = new Finder();
  return rules.map((rule, at) => [at, ...count(...rule)]).filter(([, seen]) => seen);
}

function closedPanels(scene) {
  const found = new Map();
  for (const field of scene.all(TYPED)) {
    const panel = scene.shown(field) ? null : hiddenOver(scene, field);
    if (panel && !found.has(panel) && !closest(panel, WINDOWS)) found.set(panel, headOf(scene, panel));
  }
  return [...found].filter(([, head]) => head).map(([panel, head]) => ({ panel, head }));
}

// The outermost box around a hidden field that is hidden itself; null when only the field is.
function hiddenOver(scene, field) {
  let at = field;
  for (let up = parentOf(at); up && !scene.shown(up); up = parentOf(at)) at = up;
  if (at.localName === "summary") at = parentOf(at);
  const details = parentOf(at) && parentOf(at).matches("details:not([open])") ? parentOf(at) : null;
  return details || (at === field || at === document.documentElement || at === document.body ? null : at);
}

function headOf(scene, panel) {
  const heads = [...named(scene, panel), headAbove(scene, panel), ofStrip(scene, panel)];
  return heads.find((el) => el && scene.shown(el) && opensOnly(el) && scene.textOf(el).length <= HEAD_LETTERS) || null;
}

// Those that say which panel is theirs.
function named(scene, panel) {
  if (panel.localName === "details") return [...panel.children].filter((el) => el.localName === "summary");
  const found = scene.byIds(panel, panel.getAttribute("aria-labelledby"));
  for (let at = panel; at && at.children.length; at = at.children.length === 1 ? at.children[0] : null) {
    if (!at.id) continue;
    found.push(...scene.all(REAL_PRESS).filter((el) => pointsAt(el, at.id)));
  }
  return found;
}

function pointsAt(el, id) {
  const folds = /collapse|tab|pill/.test(el.dataset.toggle || el.dataset.bsToggle || "collapse");
  const targets = [el.getAttribute("href"), el.dataset.target, el.dataset.bsTarget];
  return (el.getAttribute("aria-controls") || "").split(/\s+/).includes(id) || (folds && targets.includes(`#${id}`));
}

// What stands right above it and has one thing to press.
function headAbove(scene, panel) {
  const above = panel.previousElementSibling;
  if (!above || !scene.shown(above) || above.matches(TYPED) || above.querySelector(TYPED)) return null;
  const presses = pressable(scene, above);
  return presses.length === 1 ? presses[0] : null;
}

// Of panels beside one another, the strip above them has as many things to press.
function ofStrip(scene, panel) {
  const row = [panel];
  for (const way of ["previousElementSibling", "nextElementSibling"]) {
    for (let at = panel[way]; at && at.localName === panel.localName && at.querySelector(TYPED); at = at[way]) {
      if (way === "previousElementSibling") row.unshift(at);
      else row.push(at);
    }
  }
  const strip = row[0].previousElementSibling || (parentOf(row[0]) || row[0]).previousElementSibling;
  const presses = row.length > 1 && strip && scene.shown(strip) ? pressable(scene, strip) : [];
  return presses.length === row.length ? presses[row.indexOf(panel)] : null;
}

// The outermost things to press in a box, itself among them.
function pressable(scene, box) {
  const acts = (el) => scene.shown(el) && (el.matches(REAL_PRESS) || scene.style(el).cursor === "pointer");
  const all = collect(box, [box]).filter(acts);
  return all.filter((el) => !all.some((other) => other !== el && within(el, other)));
}

// A head shows and hides; what sends a form or leads to another page is none, nor what was pressed last: its answer may
// be late.
function opensOnly(el) {
  if (el === window.__pressed) return false;
  if (isPressInput(el) && el.type !== "button") return false;
  if (el.localName === "button" && el.form && el.type !== "button") return false;
  const href = el.localName === "a" ? el.getAttribute("href") : null;
  return href === null || /^(#|$|javascript:(?!.*(postback|submit)))/i.test(href.trim());
}

function asIfOpen(panel, look) {
  if (panel.localName === "details") {
    panel.open = true;
    const told = look();
    panel.open = false;
    return told;
  }
  const kept = panel.getAttribute("style");
  const show = {
    display: BLOCKS[panel.localName] || "block", visibility: "visible", opacity: "1", height: "auto", "max-height": "none",
    overflow: "visible", transition: "none", transform: "none", "clip-path": "none",
  };
  for (const [name, value] of Object.entries(show)) panel.style.setProperty(name, value, "important");
  const told = look();
  if (kept === null) panel.removeAttribute("style");
  else panel.setAttribute("style", kept);
  return told;
}
