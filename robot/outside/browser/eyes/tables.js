// Tables as text: real ones, ARIA grids, and grids of plain blocks that only their places on the page make a table.

const COLUMNS = "th, [role=columnheader]";
const TABLES = "table, [role=table], [role=grid], [role=treegrid]";

function cellText(scene, cell) {
  const parts = [scene.textOf(cell)];
  for (const el of collect(cell, [])) {
    if (!scene.shown(el)) continue;
    if (el.localName === "select") parts.push([...el.selectedOptions].map((one) => one.text).join(" "));
    else if (el.localName === "textarea") parts.push(el.value);
    else if (el.localName === "input" && el.matches(TEXT_FIELDS) && el.type !== "password") parts.push(el.value);
  }
  return squeeze(parts.join(" "));
}

function rowsOf(root) {
  const own = root.localName === "table" ? [...root.rows] : collect(root, []).filter((el) => el.matches("[role=row], tr"));
  return own.filter((row) => closest(parentOf(row), TABLES) === root);
}

function cellsOf(row) {
  if (row.cells) return [...row.cells];
  const cells = collect(row, []).filter((el) => el.matches("[role=cell], [role=gridcell], [role=columnheader], [role=rowheader]"));
  return cells.filter((cell) => closest(parentOf(cell), "[role=row]") === row);
}

function isHead(row, cells) {
  if (closest(row, "thead")) return true;
  return cells.length > 0 && cells.every((cell) => cell.localName === "th" || cell.getAttribute("role") === "columnheader");
}

// Rows as arrays of text, spans spread out; a spanning cell's text stands in its first column only.
function matrixOf(scene, root) {
  const rows = [];
  const carried = new Map();
  for (const row of rowsOf(root)) {
    const cells = cellsOf(row);
    const head = isHead(row, cells);
    if (!cells.length || (!head && !scene.shown(row)) || isFilter(scene, row)) continue;
    const texts = [];
    const wide = [];
    for (const cell of cells) {
      fillCarried(texts, wide, carried);
      if (!head && !scene.shown(cell) && scene.style(cell).display === "none") continue;
      const text = cellText(scene, cell) || (head ? squeeze(cell.textContent) : "");
      const span = Math.min(Number(cell.colSpan) || 1, 60);
      for (let i = 0; i < span; i++) {
        if ((cell.rowSpan || 1) > 1) carried.set(texts.length, [cell.rowSpan - 1, text]);
        texts.push(i === 0 || head ? text : "");
        wide.push(span > 1);
      }
    }
    fillCarried(texts, wide, carried);
    rows.push({ el: row, head, texts, cells: cells.length, seen: scene.shown(row) });
  }
  return rows;
}

function fillCarried(texts, wide, carried) {
  while (carried.has(texts.length)) {
    const [left, text] = carried.get(texts.length);
    if (left <= 1) carried.delete(texts.length);
    else carried.set(texts.length, [left - 1, text]);
    texts.push(text);
    wide.push(false);
  }
}

// The header cell over a field in a row of a table: it labels that field in every row. Null: none does.
function columnHead(el) {
  const cell = closest(el, "td, th, [role=cell], [role=gridcell]");
  const row = cell && closest(cell, "tr, [role=row]");
  const root = row && closest(row, TABLES);
  if (!root || isHead(row, cellsOf(row))) return null;
  const [x] = centreOf(cell.getBoundingClientRect());
  const heads = rowsOf(root).map((one) => [one, cellsOf(one)]).filter(([one, cells]) => cells.length > 1 && isHead(one, cells));
  const over = heads.flatMap(([, cells]) => cells).filter((one) => {
    const box = one.getBoundingClientRect();
    return (one.colSpan || 1) === 1 && box.left <= x && x <= box.right;
  });
  return over.pop() || null;
}

// A row of empty fields over the columns is for searching, not a relation: its lists say "Todos".
function isFilter(scene, row) {
  const fields = collect(row, []).filter((el) => el.matches(`${TEXT_FIELDS}, select, textarea`) && scene.shown(el));
  if (!fields.length || cellsOf(row).some((cell) => scene.textOf(cell))) return false;
  return fields.every((el) => (el.localName === "select" ? el.selectedIndex <= 0 : !el.value));
}

// How many of the wanted columns (lists of folded headers) these texts name: 4 a whole match, 1 a contained one.
function headerScore(texts, wanted) {
  const folded = texts.map(fold);
  let score = 0;
  for (const names of wanted) {
    if (names.some((name) => folded.includes(name))) score += 4;
    else if (names.some((name) => folded.some((text) => text.length < 80 && holds(text, name)))) score += 1;
  }
  return score;
}

function dataTables(scene) {
  return scene.all(TABLES).filter((el) => {
    if (!scene.shown(el)) return false;
    const rows = rowsOf(el).filter((row) => scene.shown(row));
    const inner = collect(el, []).some((one) => one.matches(TABLES) && scene.shown(one));
    return !inner && rows.some((row) => cellsOf(row).length > 1) && !rows.some((row) => row.querySelector("input[type=password]"));
  });
}

function readTable(scene, root, wanted) {
  const rows = matrixOf(scene, root);
  const heads = [];
  let at = 0;
  while (at < rows.length && rows[at].head) heads.push(rows[at++].texts);
  let headers = stacked(heads);
  let score = headerScore(headers, wanted);
  for (let i = 0; i < Math.min(rows.length, 6) && score < 4; i++) {
    const found = rows[i].cells > 1 ? headerScore(rows[i].texts, wanted) : 0;
    if (found > score) [headers, score, at] = [rows[i].texts, found, i + 1];
  }
  const own = fold(headers.join("|"));
  const body = rows.slice(at).filter((row) => row.seen && !row.head && fold(row.texts.join("|")) !== own);
  return { el: root, headers, score, rows: body.map((row) => row.texts), columns: Math.max(0, ...rows.map((row) => row.texts.length)) };
}

// Headers on two floors: "Vigencia" over "Inicio" and "Fin" gives "Vigencia Inicio", "Vigencia Fin".
function stacked(heads) {
  const out = [];
  for (const texts of heads) {
    if (texts.length < Math.max(...heads.map((one) => one.length))) continue;
    texts.forEach((text, i) => {
      if (!out[i]) out[i] = text;
      else if (text && text !== out[i]) out[i] = `${out[i]} ${text}`;
    });
  }
  return out;
}

// A header cloned into a table of its own (sticky headers) belongs to the table below it.
function joinCloned(tables) {
  const heads = tables.filter((table) => table.score > 0 && !table.rows.length);
  for (const head of heads) {
    const box = head.el.getBoundingClientRect();
    const body = tables.find((table) => table !== head && table.columns === head.columns && table.rows.length &&
      Math.abs(table.el.getBoundingClientRect().left - box.left) < 30 && table.score <= head.score);
    if (!body || body.score === head.score) continue;
    [body.headers, body.score] = [head.headers, head.score];
  }
  return tables;
}

function findTables(finder, wanted) {
  const scene = finder.scene;
  const roots = scene.all(TABLES).filter((el) => scene.shown(el));
  const tables = joinCloned(roots.map((el) => readTable(scene, el, wanted)));
  const cards = readCards(finder, wanted);
  if (cards) tables.push(cards);
  const [front, behind] = [true, false].map((side) => tables.filter((one) => one.score > 0 && finder.inFront(one.el) === side));
  if (front.length) return sorted(front);
  const [before, back] = [true, false].map((side) => finder.runs.filter((run) => finder.inFront(run.el) === side));
  const blocks = blockGrid(before, wanted);
  if (!blocks && behind.length) return sorted(behind);
  const grid = blocks || blockGrid(back, wanted);
  return grid ? [grid] : tables.filter((table) => table.columns > 1 && !roots.some((one) => one !== table.el && within(one, table.el)));
}

// How many rows a grid says to have, though it may draw only those in view; -1 where it does not say.
function rowsTold(table) {
  const told = Number(table.el.getAttribute("aria-rowcount")) || 0;
  return told > 0 ? told - rowsOf(table.el).filter((row) => isHead(row, cellsOf(row))).length : -1;
}

function sorted(tables) {
  return tables.sort((a, b) => b.score - a.score || b.rows.length - a.rows.length || (within(b.el, a.el) ? 1 : -1));
}

// No table in the markup: headers that stand in one line, texts under them. The words of a window are no rows of what
// lies behind it.
function blockGrid(runs, wanted) {
  const texts = runs.filter((run) => !run.joined && run.box.width > 0 && run.text.length < 200);
  const names = texts.filter((run) => !run.field && wanted.some((list) => list.includes(fold(run.text))));
  let best = null;
  for (const one of names) {
    const line = names.filter((other) => sameRow(one.box, other.box));
    if (new Set(line.map((other) => fold(other.text))).size > 1 && (!best || line.length > best.length)) best = line;
  }
  if (!best) return null;
  const headers = distinct(texts.filter((run) => sameRow(run.box, best[0].box))).sort((a, b) => a.box.left - b.box.left);
  const top = Math.max(...headers.map((run) => run.box.bottom));
  const below = distinct(texts.filter((run) => run.box.top >= top - 2));
  return { el: best[0].el, headers: headers.map((run) => run.text), score: 4 * best.length, rows: blockRows(headers, below), columns: headers.length, blocks: true };
}

function distinct(runs) {
  const kept = [];
  for (const run of runs) {
    if (!kept.some((one) => one.text === run.text && Math.abs(one.box.left - run.box.left) < 2 && Math.abs(one.box.top - run.box.top) < 2)) kept.push(run);
  }
  return kept;
}

function blockRows(headers, below) {
  const rows = [];
  const edges = headers.map((run) => run.box);
  const left = edges[0].left - 40;
  const right = Math.max(...edges.map((box) => box.right)) + 250;
  for (const run of [...below].sort((a, b) => a.box.top - b.box.top)) {
    if (run.box.right < left || run.box.left > right) continue;
    const row = rows.find((one) => sameRow(one.box, run.box));
    if (row) {
      row.runs.push(run);
      row.box = unionOf([row.box, run.box]);
    } else rows.push({ box: run.box, runs: [run] });
  }
  const out = [];
  for (const row of rows) {
    if ((row.runs.length < 2 || row.runs.every((run) => run.press)) && headers.length > 2) {
      if (out.length) break;
      continue;
    }
    out.push(inColumns(edges, row.runs));
  }
  return out;
}

function inColumns(edges, runs) {
  const cells = edges.map(() => []);
  for (const run of runs.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)) {
    let best = 0;
    let gap = Infinity;
    edges.forEach((box, i) => {
      const over = Math.min(box.right, run.box.right) - Math.max(box.left, run.box.left);
      const far = over > 0 ? -over : Math.abs(centreOf(box)[0] - centreOf(run.box)[0]);
      if (far < gap) [gap, best] = [far, i];
    });
    cells[best].push(run.text);
  }
  return cells.map((texts) => squeeze(texts.join(" ")));
}

function findHeader(finder, wanted) {
  const scene = finder.scene;
  const found = [];
  for (const el of scene.all(COLUMNS)) {
    const how = scene.shown(el) ? quality(scene.textOf(el), wanted, false) : null;
    if (how !== null) found.push({ el, tier: how });
  }
  if (found.length) return found;
  for (const root of scene.all(TABLES).filter((el) => scene.shown(el))) {
    const row = rowsOf(root).filter((one) => scene.shown(one) && cellsOf(one).length > 1)[0];
    for (const cell of row ? cellsOf(row) : []) {
      const how = quality(scene.textOf(cell), wanted, false);
      if (how !== null) found.push({ el: cell, tier: 10 + how });
    }
  }
  return found.length ? found : blockHeader(finder, wanted);
}

function blockHeader(finder, wanted) {
  const found = [];
  for (const run of finder.runs) {
    const how = run.press || run.field ? null : quality(run.text, wanted, false);
    if (how === null) continue;
    const beside = finder.runs.filter((other) => other !== run && other.text !== run.text && sameRow(run.box, other.box));
    const fields = finder.fields.visible.some((el) => sameRow(run.box, finder.fields.box(el)));
    if (beside.length && !fields) found.push({ el: run.el, tier: 20 + how });
  }
  return found;
}
