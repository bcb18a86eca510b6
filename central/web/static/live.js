// One event stream per page. It says that something changed (htmx then asks for the parts that
// care) and beats every two seconds; a page that hears nothing says so: hatched at 10 s, dark at 60.
const STALE_S = 10;
const DARK_S = 60;
const words = JSON.parse(document.getElementById("words").textContent);

let shift = Infinity; // smallest difference between our monotonic clock and the server's
let at = null;
const opened = performance.now();
let behind = 0; // seconds that what is shown is behind what central holds

function heard(atUs) {
  const ms = atUs / 1000;
  if (at !== null && ms < at - 1000) { shift = Infinity; at = ms; } // the server's clock went back
  at = Math.max(at ?? 0, ms);
  shift = Math.min(shift, performance.now() - ms);
  show();
}

function ageText(seconds) {
  return seconds < 120 ? `${Math.round(seconds)} ${words["unit.s"]}` : `${Math.round(seconds / 60)} ${words["unit.min"]}`;
}

function show() {
  const since = at === null ? performance.now() - opened : Math.max(0, performance.now() - shift - at);
  const age = since / 1000 + behind;
  const dark = age >= DARK_S;
  document.body.classList.toggle("stale", age >= STALE_S && !dark);
  document.body.classList.toggle("dark", dark);
  const place = document.querySelector(".veil .words");
  if (place) place.textContent = words[dark ? "dark" : "stale"].replace("{age}", ageText(age));
}

// What the page shows counts, not that a stream is open: the age is that of the oldest part.
function shown() {
  const parts = [...document.querySelectorAll("[data-at]")].map((part) => Number(part.dataset.at));
  if (parts.length) heard(Math.min(...parts));
}

// At once, then at most once in RENEW_MS; what comes in between is told at its end, never dropped.
const RENEW_MS = 700;
const waiting = new Set();
let renewing = 0;

function changed(topics) {
  for (const topic of topics) waiting.add(topic);
  if (!renewing) tell();
}

function tell() {
  renewing = 0;
  if (!waiting.size) return;
  const topics = [...waiting, "changed"];
  waiting.clear();
  renewing = setTimeout(tell, RENEW_MS);
  for (const topic of topics) window.htmx?.trigger(document.body, topic);
}

function listen() {
  const source = new EventSource("/web/events");
  source.addEventListener("open", () => {
    if (document.body.dataset.stream) changed(["tracking", "broadcast", "kanban"]); // what was missed
    document.body.dataset.stream = "open";
  });
  source.addEventListener("beat", (event) => { behind = JSON.parse(event.data).behind_s; });
  source.addEventListener("changed", (event) => {
    const said = JSON.parse(event.data);
    behind = said.behind_s;
    changed(said.topics);
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) { source.close(); setTimeout(listen, 3000); }
  });
}

document.addEventListener("htmx:afterSettle", shown);
shown();
setInterval(show, 250);
listen();
document.body.dataset.ready = "yes";
