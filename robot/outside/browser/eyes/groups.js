// Several controls that are one choice.

// Radio buttons of one name: where they stand together, and the texts that head them.
function radioGroups(scene, fields) {
  const byName = new Map();
  for (const el of fields.visible) {
    if (!el.matches("input[type=radio]") || !el.name) continue;
    if (!byName.has(el.name)) byName.set(el.name, []);
    byName.get(el.name).push(el);
  }
  const groups = [];
  for (const radios of byName.values()) {
    let el = parentOf(radios[0]);
    while (el && !radios.every((radio) => within(radio, el))) el = parentOf(el);
    if (el && radios.length > 1) groups.push({ el, texts: headingsOfGroup(scene, fields, el, radios[0]) });
  }
  return groups;
}

function headingsOfGroup(scene, fields, el, first) {
  const texts = [];
  const holder = closest(el, "fieldset, [role=radiogroup]");
  if (holder) {
    const legend = holder.querySelector("legend");
    if (legend) texts.push(scene.textOf(legend));
    texts.push(holder.getAttribute("aria-label"));
    for (const one of scene.byIds(holder, holder.getAttribute("aria-labelledby"))) texts.push(scene.labelText(one));
  }
  const [from, to] = fields.span(first);
  const before = fields.runs.filter((run) => run.at > from && run.at < to && fields.canLabel(run, first));
  texts.push(...nearest(before, (run) => placed(run.box, fields.box(first)), () => true).map((run) => run.text));
  return texts.filter(Boolean);
}
