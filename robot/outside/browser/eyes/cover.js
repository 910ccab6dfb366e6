// Covers every field with grey while a picture is taken. By a style sheet of our own: no observer of the page hears of
// it, it moves with the field, and a field that comes meanwhile is covered too.

const COVERABLE =
  ":is(input:not([type=submit], [type=button], [type=reset], [type=image]), textarea, select, " +
  "[contenteditable]:not([contenteditable=false i]), [role=textbox], [role=combobox])";
const GREY = "contrast(0)"; // of every colour, if what is drawn is opaque
const AT_ONCE = "transition: none !important;"; // else a field fades in and out
// In a layer, where !important is stronger than the page's own.
const COVER = `@layer { ${COVERABLE} { ${AT_ONCE} filter: ${GREY} !important; background: #808080 !important;
  opacity: 1 !important; clip-path: inset(0) !important; } }`;
const LEAVE = `@layer { ${COVERABLE} { ${AT_ONCE} } }`;
const sheet = new CSSStyleSheet();

function rootsOf(scene) {
  return [document, ...scene.elements.map((el) => el.shadowRoot).filter(Boolean)];
}

// {grey: whether every field is covered, whatever styles the page gives it, window: what of the page is seen, ...}
function cover() {
  const scene = new Scene();
  sheet.replaceSync(COVER);
  for (const root of rootsOf(scene)) if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  const { pageLeft, pageTop } = visualViewport;
  const seen = [pageLeft, pageTop, innerWidth, innerHeight];
  return { ...letters(scene), grey: isGrey(scene), window: seen, awaitsFonts: document.fonts.status === "loading" };
}

// {grey: whether every field was covered until now}
function uncover() {
  const scene = new Scene();
  const told = { ...letters(scene), grey: isGrey(scene) };
  sheet.replaceSync(LEAVE);
  for (const el of scene.all(COVERABLE)) getComputedStyle(el).filter; // reading it draws the line: nothing fades
  for (const root of rootsOf(scene)) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  return told;
}

function isGrey(scene) {
  return document.adoptedStyleSheets.includes(sheet) && scene.all(COVERABLE).every(isCoveredField);
}

function isCoveredField(el) {
  const { filter, backgroundColor, clipPath, display } = getComputedStyle(el);
  return filter === GREY && !/^rgba|\//.test(backgroundColor) && clipPath !== "none" && display !== "contents";
}
