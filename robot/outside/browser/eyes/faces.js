// What a person sees of a field whose own element is hidden: its styled label or the widget beside or around it.

const AFFORDANCE = "[onclick], [tabindex], [role], [aria-haspopup], [ng-click], [data-toggle], [data-bs-toggle]";

function faceOf(scene, el) {
  if (scene.shown(el)) return el;
  if (isTick(el)) return tickFace(scene, el);
  if (el.localName === "select") return selectFace(scene, el);
  return null;
}

function tickFace(scene, el) {
  for (const label of el.labels || []) if (scene.shown(label)) return label;
  for (let at = el, steps = 0; at && steps < 3; at = at.parentElement, steps++) {
    for (const near of [at.nextElementSibling, at.previousElementSibling, at.parentElement]) {
      if (near && scene.shown(near) && !holdsOther(near, el)) return near;
    }
  }
  return null;
}

function holdsOther(near, el) {
  if (near.matches("form, table, input, select, textarea, button, body") || near.querySelector("form, table")) return true;
  return [...near.querySelectorAll("input, select, textarea")].some((one) => one !== el);
}

function looksPressable(scene, el) {
  return el.matches(AFFORDANCE) || el.matches("a, button") || scene.style(el).cursor === "pointer";
}

// Beside it, or around the hidden boxes that hold nothing else.
function selectFace(scene, el) {
  for (let at = el, steps = 0; at.parentElement && steps < 3; at = at.parentElement, steps++) {
    const holder = at.parentElement;
    const around = [at.nextElementSibling, at.previousElementSibling, ...holder.children].filter((one) => one && one !== at);
    const sole = holder.querySelectorAll("select").length === 1 && scene.shown(holder) && looksPressable(scene, holder);
    if (sole && at !== el) return holder;
    for (const near of around) {
      if (!scene.shown(near) || near.matches("label, input, select, textarea")) continue;
      const inner = collect(near, [near]).find((one) => scene.shown(one) && looksPressable(scene, one));
      if (inner) return inner;
    }
    if (sole) return holder;
    if (scene.shown(holder)) return null;
  }
  return null;
}
