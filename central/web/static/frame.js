// What every page does by itself: "/" and Ctrl-K go to the search, the rail shows where one is, and
// a page that nobody renews says how old it is. Without this script it says when it was made.
const AGED_S = 10;
const HATCHED_S = 60;

document.addEventListener("keydown", (event) => {
  const box = document.querySelector(".top form[role=search] input");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (!box || !(slash || k)) return;
  event.preventDefault();
  if (!box.checkVisibility?.()) { location.assign("/search"); return; }
  box.focus();
  box.select();
});

const here = document.querySelector(".rail [aria-current]");
const rail = document.querySelector(".rail");
if (here && rail) rail.scrollTop = Math.max(0, here.offsetTop - rail.clientHeight / 2);

const opened = performance.now();
const renewed = document.querySelector('script[src$="/live.js"]') !== null;

function showAge() {
  const pulse = document.getElementById("pulse");
  const seconds = (performance.now() - opened) / 1000;
  if (!pulse || seconds < AGED_S) return;
  const words = JSON.parse(pulse.dataset.words);
  const [number, unit] = seconds < 120 ? [seconds, "s"] : seconds < 7200 ? [seconds / 60, "min"] : [seconds / 3600, "h"];
  document.getElementById("page-day").textContent = words.ago.replace("{age}", `${Math.floor(number)} ${words[unit]}`);
  pulse.classList.toggle("old", seconds >= HATCHED_S);
}

if (!renewed) setInterval(showAge, 5000);
