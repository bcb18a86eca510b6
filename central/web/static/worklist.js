// A list that renews itself while somebody works in it: what is chosen stays chosen, and the keys
// J K move, X choose, Enter open, E take on. Without this script the list works by mouse.
const form = document.getElementById("together");
const words = JSON.parse(document.getElementById("words").textContent);
const chosen = new Map(); // schedule -> what its box said when it was chosen
let at = -1;

const boxes = () => [...document.querySelectorAll("#inbox input[name=pick]")];
const rows = () => [...document.querySelectorAll("#inbox tr.row")];

function show() {
  if (!form) return;
  form.hidden = !chosen.size && !form.elements.why.value;
  document.getElementById("chosen-count").textContent = words["release.chosen_count"].replace("{count}", chosen.size);
}

function remember(box) {
  if (box.checked) chosen.set(box.dataset.schedule, box.value);
  else chosen.delete(box.dataset.schedule);
}

// A schedule that changed since it was chosen keeps the version that the person saw: it is refused.
function restore() {
  const here = new Set();
  for (const box of boxes()) {
    here.add(box.dataset.schedule);
    const said = chosen.get(box.dataset.schedule);
    if (said) { box.checked = true; box.value = said; }
  }
  for (const schedule of [...chosen.keys()]) if (!here.has(schedule)) chosen.delete(schedule);
  for (const button of document.querySelectorAll("[data-choose]")) button.hidden = false;
  mark();
  show();
}

function mark() {
  for (const [place, row] of rows().entries()) row.classList.toggle("at", place === at);
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  at = Math.min(Math.max(at + by, 0), all.length - 1);
  mark();
  all[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("change", (event) => {
  if (event.target.name === "pick") { remember(event.target); show(); }
});
document.addEventListener("click", (event) => {
  const group = event.target.dataset?.choose;
  if (!group) return;
  for (const box of boxes().filter((it) => it.dataset.group === group)) { box.checked = true; remember(box); }
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input:not([type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = rows()[at];
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x" && row) row.querySelector("input[name=pick]")?.click();
  else if (event.key === "Enter" && row && event.target === document.body) row.querySelector("a[id^=look-]")?.click();
  else if (event.key === "e" && row) row.querySelector("button[id^=take-]")?.click();
  else return;
  event.preventDefault();
});
document.addEventListener("htmx:afterSettle", restore);
for (const box of boxes()) if (box.checked) remember(box);
restore();
