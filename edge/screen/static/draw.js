// A rack as inline SVG: its slots in load order, each state with its own shape as well as colour.
const NS = "http://www.w3.org/2000/svg";
const MARK = { picked: "✔", held: "▲", missing: "", skipped: "–", shipped: "✔", open: "" };

function node(name, attributes, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

let drawn = 0;

export function drawRack(place, slots, words) {
  const inOrder = slots.length > 24 ? Math.ceil(slots.length / Math.ceil(slots.length / 24)) : slots.length;
  const layers = Math.max(0, ...slots.map((slot) => slot.layer)); // drawn as they stand: the first at the bottom
  const perRow = layers ? Math.max(...slots.map((slot) => slot.cell)) : inOrder;
  const beyond = layers ? slots.filter((slot) => !slot.layer) : [];
  const rows = layers + (beyond.length ? 1 : 0) || Math.max(1, Math.ceil(slots.length / Math.max(1, perRow)));
  const [w, h, gap] = [64, 96, 8];
  const svg = node("svg", {
    viewBox: `0 0 ${perRow * (w + gap) + gap} ${rows * (h + gap) + gap}`, role: "img",
    preserveAspectRatio: place.dataset.align === "middle" ? "xMidYMid meet" : "xMinYMid meet",
  });
  const hatchId = `hatch${drawn++}`; // one a drawing: a hidden drawing's pattern paints nothing
  const hatch = node("pattern", { id: hatchId, width: 12, height: 12, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" });
  hatch.append(node("rect", { width: 12, height: 12, fill: "#e69f00" }),
    node("rect", { width: 4, height: 12, fill: "#fff" }));
  const defs = node("defs", {});
  defs.append(hatch);
  svg.append(defs);
  slots.forEach((slot, index) => {
    const [column, row] = !layers ? [index % perRow, Math.floor(index / perRow)]
      : slot.layer ? [slot.cell - 1, layers - slot.layer] : [beyond.indexOf(slot), layers];
    const x = gap + column * (w + gap);
    const y = gap + row * (h + gap);
    const group = node("g", {});
    group.append(node("title", {}, `${slot.slot + 1}: ${slot.sequence_number} ${words["state." + slot.state] || slot.state}`));
    const held = slot.state === "held" && !slot.here ? { fill: `url(#${hatchId})` } : {};
    group.append(node("rect", { x, y, width: w, height: h, rx: 6, ...held,
      class: `slot ${slot.unused ? "unused" : slot.state}${slot.hole ? " hole" : ""}${slot.here ? " here" : ""}` }));
    const mark = slot.here ? "▼" : slot.total > 1 && slot.done > 0 && slot.done < slot.total
      ? `${slot.done}/${slot.total}` : slot.hole ? "?" : MARK[slot.state] ?? "";
    group.append(node("text", { x: x + w / 2, y: y + 48, class: `slot-mark ${slot.state}` }, mark));
    group.append(node("text", { x: x + w / 2, y: y + 84, class: "slot-number" },
      slot.sequence_number || (slot.number < 0 ? "" : String(slot.number))));
    svg.append(group);
  });
  place.replaceChildren(svg);
}

export function ageText(seconds, words) {
  if (seconds === null || seconds === undefined) return words["age.never"];
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} ${words["unit.s"]}`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} ${words["unit.min"]}`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} ${words["unit.h"]}`;
  return `${Math.round(seconds / 86400)} ${words["unit.d"]}`;
}

export function fill(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
