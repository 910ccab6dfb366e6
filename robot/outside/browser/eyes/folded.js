// Entries of a menu that is open, but folded into one of its entries: a person opens that one first. A menu that is
// itself closed is not looked into: pressing it is a step of its own.

const ENTRY = "li, [role=menuitem], [role=treeitem]";
const TOGGLE = "[aria-expanded=false], [aria-haspopup]:not([aria-expanded=true])";
const IN_A_FOLD = 30;

class Folded {
  constructor(scene, presses) {
    this.list = scene.all(REAL_PRESS).filter((el) => !scene.shown(el) && el.textContent && openerOf(scene, el));
    this.words = new Map(this.list.map((el) => [el, [squeeze(el.textContent), squeeze(el.getAttribute("title") || "")]]));
    this.presses = presses;
  }

  find(kind, wanted, within_) {
    const found = [];
    for (const el of this.list) {
      const how = this.words.get(el).map((text) => quality(text, wanted, within_)).find((one) => one !== null);
      if (how !== undefined) found.push({ el, tier: this.presses.tier(kind, el) + IN_A_FOLD + how });
    }
    return found;
  }
}

// The nearest entry that is seen, when the menu it stands in was opened: it is an entry of an entry itself.
function openerOf(scene, el) {
  let at = entryOver(el);
  while (at && !scene.shown(at)) at = entryOver(at);
  return at && entryOver(at) ? at : null;
}

function entryOver(node) {
  const parent = node && parentOf(node);
  return parent ? closest(parent, ENTRY) : null;
}

// {index, depth, press}: where to put the mouse so that more of the way to `el` is seen, how far down that is, and
// whether it says of itself that a click opens it. Null when `el` is seen.
function unfold(el) {
  const scene = new Scene();
  const opener = scene.shown(el) ? null : openerOf(scene, el);
  if (!opener) return null;
  let depth = 0;
  for (let at = opener; at; at = entryOver(at)) depth++;
  const toggle = [opener, ...opener.querySelectorAll(TOGGLE)].find((one) => one.matches(TOGGLE) && scene.shown(one));
  const face = toggle || [...opener.children].find((one) => scene.shown(one) && !within(el, one)) || opener;
  return { index: hold([face]), depth, press: Boolean(toggle) };
}
