// Not part of the eyes: handed to a control that a person who debugs is to find in the page. Lies in a closed shadow
// root outside the body, lets the mouse through, and changes nothing of the portal's own elements.
(el, name) => {
  const shown = (window[Symbol.for("infonavit-robot.outlines")] ||= []);
  const host = document.createElement("div");
  host.style.cssText = "all:initial;display:block;position:fixed;left:0;top:0;width:0;height:0;z-index:2147483647;pointer-events:none";
  const root = host.attachShadow({ mode: "closed" });
  const box = document.createElement("div");
  box.style.cssText = "position:fixed;box-sizing:border-box;border:3px solid #d6006c;border-radius:5px;background:rgba(214,0,108,.10)";
  const tag = document.createElement("div");
  tag.style.cssText = "position:fixed;font:bold 13px sans-serif;color:#fff;background:#d6006c;padding:1px 6px;border-radius:4px";
  tag.textContent = name;
  root.append(box, tag);
  document.documentElement.append(host);
  const face = () => {
    let at = el;
    while (at.parentElement && !(at.getBoundingClientRect().width > 2)) at = at.parentElement;
    return at.getBoundingClientRect();
  };
  const follow = () => {
    if (!host.isConnected) return;
    const rect = face();
    box.style.left = `${rect.left - 5}px`;
    box.style.top = `${rect.top - 5}px`;
    box.style.width = `${rect.width + 10}px`;
    box.style.height = `${rect.height + 10}px`;
    tag.style.left = `${Math.max(0, rect.left - 8 - tag.offsetWidth)}px`; // beside it: above it stands its label
    tag.style.top = `${rect.top + rect.height / 2 - tag.offsetHeight / 2}px`;
    requestAnimationFrame(follow);
  };
  el.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  follow();
  shown.push(host);
}
