// Relations shown as cards: groups of labels, each with its value after it. Read as the rows of one table.

const CAPTIONS = "dt, th, label";
const NO_CAPTIONS = "h1, h2, h3, h4, h5, h6, [role=heading], nav, thead";
const CARD_SCORE = 9; // three columns, two of them by their whole name

// {label, value, el} of a text that names a column, or whose markup or colon says that it heads what follows.
function captionOf(runs, at, wanted) {
  const run = runs[at];
  if (run.joined || run.press || run.field || run.text.length > 200 || closest(run.el, NO_CAPTIONS)) return null;
  const first = squeeze(run.nodes[0] && run.nodes[0].nodeType === 3 ? run.nodes[0].data : "");
  const colon = run.text.indexOf(":");
  const ends = colon < 0 || colon > 60 ? first.length : colon;
  const label = squeeze(run.text.slice(0, ends)) || run.text;
  const value = squeeze(run.text.slice(label.length).replace(/^\s*:/, ""));
  const named = wanted.some((names) => names.includes(fold(label)));
  return named || colon > 0 || closest(run.el, CAPTIONS) ? { el: run.el, label, value, at } : null;
}

function valueAfter(runs, caption, next) {
  const told = runs.slice(caption.at + 1, next).find((run) => !run.joined && run.at > runs[caption.at].at && !isButton(run));
  return told ? told.text : "";
}

function isButton(run) {
  return run.press !== null && pressKind(run.press) === "button";
}

function captions(runs, wanted) {
  const list = runs.map((_, at) => captionOf(runs, at, wanted)).filter(Boolean);
  list.forEach((one, i) => {
    if (!one.value) one.value = valueAfter(runs, one, i + 1 < list.length ? list[i + 1].at : runs.length);
  });
  return list.filter((one) => one.value);
}

// The largest box around a caption in which no label comes twice.
function cardAround(caption, all) {
  let [el, inside] = [caption.el, [caption]];
  for (let at = caption.el; at; at = parentOf(at)) {
    const held = all.filter((one) => within(one.el, at));
    if (new Set(held.map((one) => fold(one.label))).size < held.length) break;
    [el, inside] = [at, held];
  }
  return { el, inside };
}

function readCards(finder, wanted) {
  const all = captions(finder.runs.filter((run) => finder.inFront(run.el)), wanted);
  const score = (card) => headerScore(card.inside.map((one) => one.label), wanted);
  const cards = [];
  for (const one of all) if (!cards.some((card) => card.inside.includes(one))) cards.push(cardAround(one, all));
  const best = Math.max(0, ...cards.map(score));
  const alike = cards.filter((card) => score(card) >= Math.max(CARD_SCORE, best - 4));
  if (!alike.length) return null;
  const headers = [...new Map(alike.flatMap((card) => card.inside).map((one) => [fold(one.label), one.label])).values()];
  const cell = (card, header) => card.inside.find((one) => fold(one.label) === fold(header));
  const rows = alike.map((card) => headers.map((header) => (cell(card, header) || { value: "" }).value));
  let el = alike[0].el;
  while (parentOf(el) && !alike.every((card) => within(card.el, el))) el = parentOf(el);
  return { el, headers, score: best, rows, columns: headers.length };
}
