// Covers every field with grey while a picture is taken. By a style sheet of our own: no observer of the page hears of
// it, and it moves with the field.

const COVERABLE =
  ":is(input:not([type=submit], [type=button], [type=reset], [type=image]), textarea, select, " +
  "[contenteditable]:not([contenteditable=false i]), [role=textbox], [role=combobox])";
const GREY = "contrast(0)"; // of every colour, if what is drawn is opaque
const AT_ONCE = "transition: none !important;"; // else a field fades in and out
// In a layer, where !important is stronger than the page's own.
const COVER = `@layer { ${COVERABLE} { ${AT_ONCE} filter: ${GREY} !important; background: #808080 !important;
  opacity: 1 !important; clip-path: inset(0) !important; } }`;
const LEAVE = `@layer { ${COVERABLE} { ${AT_ONCE} } }`;
let sheet = null;
let pictured = null; // whose sheet it is: a frame's first window outlives the empty document that it began with

// {grey: whether every field is covered, whatever styles the page gives it, window: what of the page is seen, ...}
function cover() {
  const scene = new Scene();
  const roots = new Set(scene.all(COVERABLE).map((el) => el.getRootNode()));
  if (pictured !== document) [sheet, pictured] = [new CSSStyleSheet(), document];
  if (roots.size) sheet.replaceSync(COVER); // else it would be drawn anew for nothing
  for (const root of roots) if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  const { pageLeft, pageTop } = visualViewport;
  const seen = [pageLeft, pageTop, innerWidth, innerHeight];
  return { ...letters(scene), grey: isGrey(scene), window: seen, awaitsFonts: document.fonts.status === "loading" };
}

// {grey: whether every field was covered until now, ...}
function uncover() {
  const scene = new Scene();
  const told = { ...letters(scene), grey: isGrey(scene) };
  const roots = [document, ...scene.elements.map((el) => el.shadowRoot)].filter((root) => root?.adoptedStyleSheets.includes(sheet));
  if (roots.length) sheet.replaceSync(LEAVE);
  for (const el of scene.all(COVERABLE)) getComputedStyle(el).filter; // reading it draws the line: nothing fades
  for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  return told;
}

function isGrey(scene) {
  return scene.all(COVERABLE).every(isCoveredField);
}

function isCoveredField(el) {
  const { filter, backgroundColor, clipPath, display } = getComputedStyle(el);
  if (display !== "contents" && !el.checkVisibility()) return true; // not drawn; in a hidden frame nothing has a style
  return filter === GREY && !/^rgba|\//.test(backgroundColor) && clipPath !== "none" && display !== "contents";
}
