// The one press by the mouse itself: where it meets a control that lies at hand, and that it presses nothing else.

const MOUSE = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
const GUARDED = 10000; // milliseconds; a person's own clicks are not to be stopped
let guarded = null;

// {x, y} in the window, for a control that is met there and has not moved since it was found; null for any other. From
// here on the mouse presses this or nothing.
function aim(index) {
  const { el, box } = held.get(index) || {};
  if (!el || !atHand(el) || !isAt(el, box)) return null;
  const spot = inWindow(...centreOf(boxesOf(el)[0]));
  if (spot) guard(el);
  return spot && { x: spot[0], y: spot[1] };
}

function isAt(el, box) {
  const now = el.getBoundingClientRect();
  return ["left", "top", "width", "height"].every((side) => Math.abs(now[side] - box[side]) < 1);
}

// A place of this document in the window that holds it; null when that cannot be told, or something lies over it.
function inWindow(x, y) {
  for (let at = window; at !== at.parent; at = at.parent) {
    const frame = frameOf(at);
    if (!frame || !isDrawnPlain(frame)) return null;
    const box = frame.getBoundingClientRect();
    const style = at.parent.getComputedStyle(frame);
    x += box.left + frame.clientLeft + parseFloat(style.paddingLeft);
    y += box.top + frame.clientTop + parseFloat(style.paddingTop);
    if (deepHit(x, y, frame.ownerDocument) !== frame) return null;
  }
  return [x, y];
}

function frameOf(view) {
  try {
    return view.frameElement;
  } catch (_) {
    return null;
  }
}

// Neither turned nor drawn larger or smaller.
function isDrawnPlain(frame) {
  const box = frame.getBoundingClientRect();
  return Math.abs(box.width - frame.offsetWidth) < 1 && Math.abs(box.height - frame.offsetHeight) < 1;
}

function guard(el) {
  release();
  window.__pressed = el;
  guarded = { el, met: null, since: performance.now() };
  for (const kind of MOUSE) window.addEventListener(kind, judge, { capture: true });
}

function release() {
  for (const kind of MOUSE) window.removeEventListener(kind, judge, { capture: true });
}

// What the mouse meets first decides for the whole press.
function judge(event) {
  if (!event.isTrusted || performance.now() - guarded.since > GUARDED) return;
  if (guarded.met === null) guarded.met = answersFor(event.composedPath()[0], guarded.el);
  if (guarded.met) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

// Whether what the mouse was aimed at met it; true in a document that knows nothing of it, for it may be the answer.
function met() {
  release();
  return guarded === null || guarded.met === true;
}
