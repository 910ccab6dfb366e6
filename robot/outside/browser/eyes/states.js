// What the hands want to know of a control before and after they touch it.

const TAG = "data-infonavit-robot";
const MOMENT = 30; // milliseconds
const entered = new Map(); // field -> how it is read, and what it held when it was left
let tagged = null;
const WRITABLE = "input, textarea, [contenteditable=''], [contenteditable=true]";
const SUGGESTING = "[role=combobox], [aria-autocomplete=list], [aria-autocomplete=both], [aria-haspopup=listbox]";

function fieldState(el) {
  const locked = el.matches(":disabled") || el.readOnly === true;
  const value = el.value ?? el.textContent;
  const [whole, suggests] = [WRITABLE, SUGGESTING].map((kind) => el.matches(kind));
  return { value, locked, room: el.maxLength ?? -1, tag: el.localName, whole, suggests };
}

// The states of a field when it is left and a moment after: the page may look at what was written only then. A page that
// listens to keys and to nothing else hears one that writes nothing.
async function leave(el) {
  for (const kind of ["keydown", "keyup"]) el.dispatchEvent(new KeyboardEvent(kind, { key: "Shift", bubbles: true }));
  const left = fieldState(el);
  untag();
  leaveFocus(el.ownerDocument);
  await new Promise((done) => setTimeout(done, MOMENT));
  const now = fieldState(el);
  entered.set(el, [valueOf, now.value]);
  return [left, now];
}

// The mark by which Playwright finds the one element that is meant.
function tag(index) {
  untag();
  tagged = take(index);
  if (!tagged || !tagged.isConnected) return null;
  tagged.setAttribute(TAG, index);
  return `[${TAG}="${index}"]`;
}

function untag() {
  if (tagged) tagged.removeAttribute(TAG);
  tagged = null;
}

function innerField(el) {
  const field = el.querySelector("input, textarea");
  return field && { index: hold([field]), state: fieldState(field) };
}

const valueOf = (el) => fieldState(el).value;

// Whether a field that was filled in has gone since, or holds something else: asked once, before a press.
function lost() {
  const gone = [...entered].some(([el, [read, value]]) => !el.isConnected || read(el) !== value);
  entered.clear();
  return gone;
}

// A small window may close when the focus leaves it: the focus stays within, where it can.
function leaveFocus(page) {
  const at = page.activeElement;
  if (!at || !at.blur || at === page.body) return;
  const holder = at.parentElement && at.parentElement.closest("dialog, [role=dialog], [role=alertdialog], [tabindex='-1']");
  if (holder) holder.focus({ preventScroll: true });
  if (page.activeElement === at) at.blur();
}

// `plain`: a click in the middle of it meets it and nothing else.
function tickState(el) {
  const on = el.matches("input") ? el.checked : el.getAttribute("aria-checked") === "true";
  return { on, plain: !isOff(el) && meets(el, (hit) => within(hit, el) && !closest(hit, "a[href]")) };
}
