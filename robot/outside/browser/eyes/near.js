// What is there instead of a target that was not found: visible controls, as candidates of the flow language.

const NEAR_LIMIT = 150;

function inventory(finder) {
  if (finder.frame === "hidden") return [];
  const list = [];
  const add = (by, value) => value && value.length <= 120 && list.length < NEAR_LIMIT && list.push([by, squeeze(value)]);
  for (const el of finder.fields.visible) addField(finder, el, add);
  for (const el of finder.presses.list) {
    const words = finder.presses.wordsOf(el)[0];
    if (words) add({ link: "link", tab: "tab", menu: "menu" }[pressKind(el)] || "button", words[0]);
  }
  for (const el of finder.scene.all("input[type=file]")) addFile(finder, el, add);
  for (const el of finder.scene.all(HEADINGS)) if (finder.scene.shown(el)) add("heading", finder.scene.textOf(el));
  for (const el of finder.scene.all("th, [role=columnheader]")) if (finder.scene.shown(el)) add("header", finder.scene.textOf(el));
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
