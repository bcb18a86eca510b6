// Lists keep themselves current: the page is asked for again every two seconds and its middle
// replaced; nothing reloads. Rack drawings are made from their data.
import { drawRack } from "./draw.js";
import { Freshness } from "./freshness.js";

const words = JSON.parse(document.getElementById("words").textContent);
const freshness = new Freshness(words);

function draw() {
  for (const place of document.querySelectorAll("[data-slots]")) {
    drawRack(place, JSON.parse(place.dataset.slots), words);
  }
  freshness.heard(Number(document.querySelector("main").dataset.at));
}

async function renew() {
  try {
    const reply = await fetch(location.href, { cache: "no-store" });
    if (!reply.ok) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const middle = page.querySelector("main");
    const across = document.querySelector(".wide")?.scrollLeft ?? 0;
    if (middle) document.querySelector("main").replaceWith(document.adoptNode(middle));
    draw();
    if (across) document.querySelector(".wide").scrollLeft = across;
  } catch { /* the page's age says it */ }
}

draw();
setInterval(renew, 2000);
