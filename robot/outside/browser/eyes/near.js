// What is there instead of a target that was not found: visible controls, as candidates of the flow language.

const NEAR_LIMIT = 150;

function inventory(finder) {
  if (finder.frame === "hidden") return [];
  const list = [];
  const add = (by, value) => value && value.length <= 120 && list.length < NEAR_LIMIT && list.push([by, squeeze(value)]);
  const fields = finder.fields.visible;
  fields.forEach((el, at) => {
    if (!fields.slice(0, at).some((other) => finder.fields.same(el, other))) addField(finder, el, add);
  });
  for (const el of finder.presses.list) {
    const words = finder.presses.wordsOf(el)[0];
    if (words) add({ link: "link", tab: "tab", menu: "menu" }[pressKind(el)] || "button", words[0]);
  }
  for (const el of finder.scene.all("input[type=file]")) addFile(finder, el, add);
  for (const el of finder.scene.all(HEADINGS)) if (finder.scene.shown(el)) add("heading", finder.scene.textOf(el));
  for (const el of finder.scene.all(COLUMNS)) if (finder.scene.shown(el)) add("header", finder.scene.textOf(el));
  return list;
}

function addField(finder, el, add) {
  if (el.type === "file") return;
  const texts = [...finder.fields.declared(el), ...finder.fields.around(el)].sort((a, b) => a[1] - b[1]);
  const by = el.matches(KINDS.checkbox) ? "checkbox" : "label";
  if (texts.length) add(by, texts[0][0]);
  else if (el.getAttribute("name")) add("name", el.getAttribute("name"));
  else if (el.id) add("id", el.id);
}

function addFile(finder, el, add) {
  const texts = [...finder.fields.declared(el), ...finder.fields.around(el)];
  add("file", texts.length ? texts[0][0] : el.accept || el.name || el.id);
}

// What a person who clicked here may have meant: the element, and candidates of the flow language, best first.
function meant(finder, clicked) {
  const el = fieldAt(finder, clicked) || pressAt(finder, clicked) || clicked;
  const list = [];
  const add = (by, value) => {
    const text = squeeze(value);
    if (text && text.length <= 120 && !list.some(([other, had]) => other === by && had === text)) list.push([by, text]);
  };
  if (el.matches("input[type=file]")) for (const token of el.accept.split(",")) add("file", token);
  if (finder.fields.real.includes(el)) addLabels(finder, el, add);
  else if (finder.presses.list.includes(el)) for (const [text, far] of finder.presses.wordsOf(el)) if (far < 4) add(pressBy(el), text);
  if (!list.length) addPlain(finder, el, add);
  if (el.type === "password") add("only", "password");
  add("id", el.id);
  add("name", el.getAttribute("name"));
  add("css", cssOf(el));
  return { el, list };
}

function fieldAt(finder, clicked) {
  const label = closest(clicked, "label");
  if (label && label.control) return label.control;
  return finder.fields.real.find((el) => within(clicked, el) || within(clicked, faceOf(finder.scene, el) || el)) || null;
}

function pressAt(finder, clicked) {
  return finder.presses.list.filter((el) => within(clicked, el)).pop() || pointerRoot(finder.scene, clicked);
}

function pressBy(el) {
  return { link: "link", tab: "tab", menu: "menu" }[pressKind(el)] || "button";
}

function addLabels(finder, el, add) {
  const by = el.type === "file" ? "file" : el.matches(KINDS.checkbox) ? "checkbox" : "label";
  const texts = [...finder.fields.declared(el), ...finder.fields.around(el)].sort((a, b) => a[1] - b[1]);
  for (const [text] of texts) add(by, text);
}

function addPlain(finder, el, add) {
  const text = finder.scene.textOf(el);
  if (pointerRoot(finder.scene, el)) add("button", text);
  if (closest(el, "th, [role=columnheader]")) add("header", text);
  if (closest(el, HEADINGS)) add("heading", text);
  add("text", text);
}

// From the nearest id down, by places: the last resort.
function cssOf(el) {
  const parts = [];
  for (let at = el; at && at !== document.body && at.nodeType === 1 && parts.length < 6; at = at.parentElement) {
    if (at.id && /^[A-Za-z][\w-]*$/.test(at.id)) return [`#${at.id}`, ...parts].join(" > ");
    const same = at.parentElement ? [...at.parentElement.children].filter((one) => one.localName === at.localName) : [];
    parts.unshift(same.length > 1 ? `${at.localName}:nth-of-type(${same.indexOf(at) + 1})` : at.localName);
  }
  return parts.join(" > ");
}
