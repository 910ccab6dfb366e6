// The controls that turn a table's page: "Siguiente" and "Anterior", ">" and "<", or the numbers beside the current one.

const FORTH = {
  words: ["siguiente", "siguiente pagina", "pagina siguiente", "next", "next page", "proxima", "adelante", "ir a la pagina siguiente"],
  signs: ["›", ">", "→", "▶", "▸", "»", ">>"],
  named: /(^|[-_\s])(next|siguiente)($|[-_\s])/i,
  step: 1,
};
const BACK = {
  words: ["anterior", "anterior pagina", "pagina anterior", "previous", "previous page", "prev", "ir a la pagina anterior"],
  signs: ["‹", "<", "←", "◀", "◂", "«", "<<"],
  named: /(^|[-_\s])(prev|previous|anterior)($|[-_\s])/i,
  step: -1,
};
const OFF = "[disabled], [aria-disabled=true], .disabled, .p-disabled, .ui-state-disabled";

function isOff(el) {
  const at = closest(el, OFF);
  return el.disabled === true || (at !== null && (at === el || at.contains(el)) && at.localName !== "body");
}

const PAGER = "[class*=pagin i], [class*=pager i], [id*=pagin i], [aria-label*=pagin i], [aria-label*=página i], [class*=page- i]";
const PAGE_COUNT = /p[aá]g(ina)?s?\.?\s*\d|\d+\s*(de|of|\/)\s*\d+|\d+\s*[-–a]\s*\d+/i;
const DATES = /\d+([/.-])\d+\1\d+/g;

// "Siguiente" turns a page only in the company of page numbers, or as a link with an arrow where nothing is filled in;
// else it may send a form.
function turnsPages(finder, { el, words }, way) {
  if (closest(el, PAGER) || pagerRow(el) || (words.some((text) => withArrow(text, way)) && isPlainLink(finder, el))) return true;
  let at = parentOf(el);
  for (let steps = 0; at && at !== document.body && steps < 3; steps++, at = parentOf(at)) {
    const text = finder.scene.textOf(at);
    if (text.length > 200) return false;
    if (PAGE_COUNT.test(text.replace(DATES, ""))) return true;
    if (finder.presses.list.some((one) => one !== el && within(one, at) && /^\d+$/.test(finder.scene.textOf(one)))) return true;
    if (collect(at, []).some((one) => one !== el && isSilentNumber(finder, one))) return true;
  }
  return false;
}

function isSilentNumber(finder, el) {
  return !el.children.length && /^\d{1,4}$/.test(plainWord(el.textContent)) && finder.scene.shown(el) && finder.scene.style(el).cursor === "pointer";
}

function withArrow(text, way) {
  return way.words.includes(bare(text)) && way.signs.some((sign) => text.startsWith(sign) || text.endsWith(sign));
}

function isPlainLink(finder, el) {
  const form = closest(el, "form") || document.body;
  return el.localName === "a" && !finder.fields.visible.some((field) => within(field, form));
}

// What stands nearer to another table turns the pages of that one.
function turnsThis(finder, el, table) {
  const others = dataTables(finder.scene).filter((one) => !within(el, one) && !within(one, table));
  for (let at = parentOf(el); at && !within(table, at); at = parentOf(at)) {
    if (others.some((one) => within(one, at))) return false;
  }
  return true;
}

function turner(finder, table, way) {
  let holder = table;
  for (let steps = 0; holder && steps < 8; steps++, holder = parentOf(holder)) {
    const presses = pagePresses(finder, holder, table, way).filter((one) => turnsPages(finder, one, way) && turnsThis(finder, one.el, table));
    const words = presses.filter((one) => one.words.some((text) => way.words.includes(bare(text))) || (one.el.rel && way.words.includes(one.el.rel)));
    if (words.length) return live(words);
    for (const sign of way.signs) {
      const signs = presses.filter((one) => one.words.includes(sign));
      if (signs.length) return live(signs);
    }
    const numbered = besideNumber(presses, holder, way);
    if (numbered !== undefined) return numbered;
  }
  return null;
}

// How many pages the numbers beside a table tell of, whether or not the next one can be told: 1, 2, 3 ... in a row.
function pagesTold(finder, table) {
  let holder = table;
  for (let steps = 0; holder && steps < 8; steps++, holder = parentOf(holder)) {
    const presses = pagePresses(finder, holder, table, FORTH).filter((one) => turnsPages(finder, one, FORTH) && turnsThis(finder, one.el, table));
    const numbers = new Set(presses.flatMap((one) => one.words).filter((text) => /^\d+$/.test(text)).map(Number));
    let last = numbers.has(1) ? 1 : 2;
    while (numbers.has(last + 1)) last++;
    if (numbers.size > 1 && numbers.has(last)) return last;
  }
  return 1;
}

function live(presses) {
  const on = presses.filter((one) => !isOff(one.el));
  return on.length ? on[0].el : null;
}

function pagePresses(finder, holder, table, way) {
  const found = [];
  for (const el of finder.presses.list) {
    if (!within(el, holder) || (el !== table && within(el, table) && closest(el, "tbody td, [role=gridcell]") && !closest(el, "tfoot"))) {
      if (!within(el, holder) || !pagerRow(el)) continue;
    }
    found.push({ el, words: [...finder.presses.wordsOf(el).map(([text]) => plainWord(text)), ...classWord(el, way)] });
  }
  for (const el of silentTurners(finder, holder, table, way)) found.push({ el, words: [plainWord(el.textContent), ...classWord(el, way)] });
  return found;
}

function plainWord(text) {
  return squeeze(text).toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}

// A picture of an arrow has no words; its class may have some.
function classWord(el, way) {
  return closest(el, PAGER) && way.named.test(el.getAttribute("class") || "") ? [way.words[0]] : [];
}

// Signs and numbers that only a script's listener makes into controls.
function silentTurners(finder, holder, table, way) {
  return collect(holder, []).filter((el) => {
    const named = classWord(el, way).length > 0;
    const word = plainWord(el.textContent);
    if (!named && (el.children.length || !(/^\d{1,4}$/.test(word) || way.signs.includes(word) || way.words.includes(word)))) return false;
    if (closest(el, PRESS) || !finder.scene.shown(el) || (within(el, table) && !pagerRow(el))) return false;
    return finder.scene.style(el).cursor === "pointer" || isOff(el);
  });
}

// Old grids put their pager in a last row of the table itself.
function pagerRow(el) {
  const row = closest(el, "tr");
  return row !== null && (row.matches("[class*=pag i]") || (row.cells && row.cells.length === 1));
}

// undefined: no numbers here; null: the last page, or the first.
function besideNumber(presses, holder, way) {
  const numbers = presses.filter((one) => one.words.some((text) => /^\d+$/.test(text)));
  if (!numbers.length) return undefined;
  const value = (one) => Number(one.words.find((text) => /^\d+$/.test(text)));
  const here = currentNumber(holder, numbers, value);
  if (here === null) return undefined;
  const next = numbers.find((one) => value(one) === here.number + way.step && standTogether(one.el, here.el));
  return next ? next.el : null;
}

const MORE = /^(ver|mostrar|cargar|muestra|carga) (mas|todo|todos|todas)( (registros|relaciones|resultados|renglones|filas|las relaciones|los registros))?$/;
const BELOW = 120;

// The button under a table, or under cards, that shows more of them. A link that leads elsewhere is none, nor is what a
// single card holds.
function moreRows(finder, { el: table, rows }) {
  const end = table.getBoundingClientRect();
  const found = finder.presses.list.filter((el) => {
    if (closest(el, "a[href]:not([href^='#']):not([href^='javascript:'])") || isOff(el) || !turnsThis(finder, el, table)) return false;
    if (!finder.presses.wordsOf(el).some(([text]) => MORE.test(bare(plainWord(text))))) return false;
    const box = el.getBoundingClientRect();
    const under = within(el, table) ? rows.length > 1 : box.top > end.bottom - 4;
    return under && box.top < end.bottom + BELOW && box.left < end.right && box.right > end.left;
  });
  return found.length === 1 && !closest(found[0], "tbody td, [role=gridcell]") ? found[0] : null;
}

// {number, el} of the page that is shown.
function currentNumber(holder, numbers, value) {
  const marked = numbers.find((one) => closest(one.el, "[aria-current]:not([aria-current=false]), .active, .current, .selected, [class*=actual i]"));
  if (marked) return { number: value(marked), el: marked.el };
  const plain = collect(holder, []).filter((el) => /^\d+$/.test(squeeze(el.textContent)) && !closest(el, PRESS) && !el.matches("td td, tbody td"));
  for (const el of plain) {
    const number = Number(squeeze(el.textContent));
    const beside = numbers.filter((one) => standTogether(one.el, el)).map(value);
    if (!beside.includes(number) && (beside.includes(number + 1) || beside.includes(number - 1))) return { number, el };
  }
  return null;
}

// As the numbers of one pager do; the count in a badge and that of new messages do not.
function standTogether(one, other) {
  let at = parentOf(one);
  for (let steps = 0; at && steps < 3; steps++, at = parentOf(at)) if (within(other, at)) return true;
  return false;
}
