// The picker's page: shows what the cell pushes, plays the tone of each answer. Scans never pass
// through here, so the keyboard is deaf. Everything is set as text.
import { ageText, drawRack, fill } from "./draw.js";
import { Freshness } from "./freshness.js";
import { PAINTS } from "./paints.js";
import { play, soundOff, wake } from "./tones.js";

const words = JSON.parse(document.getElementById("words").textContent);
const workplace = document.body.dataset.workplace;
const field = (name) => document.querySelector(`[data-field="${name}"]`);
const put = (name, value) => { const place = field(name); if (place.textContent !== value) place.textContent = value; };

const LEVEL = {
  right: ["ok", "✔"], confirmed: ["info", "●"], idle: ["info", "○"], wrong_part: ["fault", "✖"],
  wrong_slot: ["fault", "⇄"], superseded: ["fault", "⊘"], already_done: ["attention", "↺"],
  unknown: ["attention", "?"], unreadable: ["attention", "▒"], held: ["attention", "▲"],
};
const SHAPE = { info: "●", attention: "▲", fault: "✖" };
const SHOWN_MS = { ok: 1200, info: 1200, attention: 2500, fault: 4000 };
const AGE_LIMITS = { link: [10, 60], central: [30, 600] };
const COVER_LIMITS = [10, 5];

let view = null;
let bandTimer = 0;
const freshness = new Freshness(words);

function showStrip(extra) {
  if (!view) return;
  for (const [name, age] of Object.entries(view.ages)) {
    const place = field(`age.${name}`);
    const now = age === null ? null : age + extra;
    place.textContent = ageText(now, words);
    const limits = view.age_limits[name] ?? AGE_LIMITS[name];
    const [attention, fault] = limits ?? [Infinity, Infinity];
    const word = view.device_problems[name];
    const never = view.never_heard[name] ?? [];
    const level = now === null && limits ? "fault" : now >= fault ? "fault"
      : now >= attention || word || never.length || (now === null && name === "broadcast") ? "attention" : "";
    place.parentElement.className = `age ${level}`;
    const more = never.length > 1 ? ` +${never.length - 1}` : "";
    const told = never.length ? `${never[0]}${more}: ${words["age.never"]}` : word;
    field(`problem.${name}`).textContent = told ? ` ${told}` : "";
  }
  const cover = view.cover_min;
  put("cover", cover === null ? "–" : String(Math.floor(cover)));
  field("cover").parentElement.className = "cover " + (cover === null ? ""
    : cover < COVER_LIMITS[1] ? "fault" : cover < COVER_LIMITS[0] ? "attention" : "");
}

function sized(place, base, length, long, longer) {
  place.className = base + (length > longer ? " longer" : length > long ? " long" : "");
}

function showPick(pick) {
  put("part_name", pick.part_name || pick.family);
  put("flags", pick.flags.map((flag) => words[`flag.${flag}`] ?? flag).join(" · "));
  const faces = [...new Set(view.shorts.map((row) => row.face))].join(", ");
  put("shorts", faces ? fill(words["pick.shorts"], { count: view.shorts_waiting, faces }) : "");
  const done = view.tour ? fill(words["pick.tour"], { number: view.tour.done + 1, total: view.tour.total }) : "";
  put("tour", `${pick.rack} · ${done}`);
  put("face", pick.face);
  sized(field("face"), "face", pick.face.length, 6, 9);
  put("aisle", String(pick.aisle));
  put("position", String(pick.position));
  put("quantity", `${pick.quantity}×`);
  const many = pick.quantity > 1;
  field("quantity").parentElement.classList.toggle("many", many);
  put("piece", many ? fill(words["pick.piece"], pick) : "");
  put("part_head", pick.part.slice(0, -4));
  put("part_tail", pick.part.slice(-4));
  sized(field("part"), "number", pick.part.length, 16, 22);
  field("colour").hidden = !pick.colour;
  put("colour_word", pick.colour);
  const paint = PAINTS[pick.colour.toLowerCase()];
  field("colour_paint").setAttribute("fill", paint ?? "none");
  field("colour_unknown").setAttribute("visibility", paint ? "hidden" : "visible");
  put("sequence_number", pick.sequence_number);
  put("vin", pick.vin_last6 || "–");
  const where = pick.layer ? fill(words["pick.compartment"], pick) : fill(words["pick.slot"], { slot: pick.slot + 1, size: view.rack_slots.length });
  put("slot", `${words["pick.sequence"]} · ${where}`);
  drawRack(field("rack"), view.rack_slots, words);
}

function showPut(now) {
  const unbound = now.check === "compartment" && !now.carrier;
  put("put_words", words[`put.${unbound ? "carrier" : now.check}`]);
  const where = now.layer ? [fill(words["pick.compartment"], now)] : [];
  put("put_rack", [now.rack, ...(now.carrier ? [now.carrier] : []), ...where].join(" · "));
  put("put_slot", String(now.slot + 1));
  put("put_pieces", `${now.pieces}×`);
  put("put_head", now.part.slice(0, -4));
  put("put_tail", now.part.slice(-4));
  sized(field("put_part"), "number", now.part.length, 16, 22);
  put("put_sequence", now.sequence_number);
  put("put_vin", now.vin_last6 || "–");
  drawRack(field("put_drawing"), view.rack_slots, words);
}

function showIdle(message) {
  const level = message?.level ?? "info";
  field("idle").className = `idle ${level}`;
  put("idle_shape", SHAPE[level]);
  const values = { ...message?.values };
  if (values.reasons) values.reasons = values.reasons.split(",").map((r) => words[`hold.${r}`] ?? r).join(", ");
  put("idle_words", message ? fill(words[`message.${message.code}`] ?? message.code, values) : "");
  put("idle_note", message ? words[`message.${message.code}_note`] ?? "" : "");
  drawRack(field("idle_rack"), view.rack_slots, words);
  field("idle_rack").hidden = view.rack_slots.length === 0;
}

// Any screen says that a face is filled: the idle one by a button each, all of them by a panel.
const FACES_AT_HAND = 4;
let facesShown = "";
function showFaces(faces) {
  for (const button of document.querySelectorAll("[data-fill]")) {
    const atHand = button.closest('[data-field="idle"]') ? FACES_AT_HAND : 0;
    button.hidden = faces.length <= atHand;
  }
  if (!faces.length) closeFaces();
  if (facesShown === JSON.stringify(faces)) return;  // a button that is being pressed stays
  facesShown = JSON.stringify(faces);
  const title = (face) => fill(words["action.filled"], { face });
  const atHand = faces.slice(0, FACES_AT_HAND).map((face) => filledButton(face, title(face), title(face)));
  field("filled").replaceChildren(...atHand);
  field("fill_faces").replaceChildren(...faces.map((face) => filledButton(face, face, title(face))));
}

const FACES_MS = 20000;
let facesTimer = 0;
function openFaces() {
  field("faces").hidden = false;
  clearTimeout(facesTimer);
  facesTimer = setTimeout(closeFaces, FACES_MS);
}
function closeFaces() {
  field("faces").hidden = true;
  clearTimeout(facesTimer);
}

function filledButton(face, text, title) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", () => {
    closeFaces();
    order(`filled/${encodeURIComponent(face)}`, title);
  });
  return button;
}

function nextItem(pick) {
  const item = document.createElement("div");
  item.className = "item";
  const part = document.createElement("span");
  const tail = document.createElement("b");
  tail.textContent = pick.part.slice(-4);
  part.append(pick.part.slice(0, -4), tail, pick.index ? ` · ${pick.part_name}` : "");
  const where = document.createElement("span");
  const face = document.createElement("b");
  face.textContent = pick.face;
  where.append(`${words["pick.face"]} `, face, ` · ${pick.quantity}×`);
  item.append(where, part);
  return item;
}

function showNext(name, picks) {
  const label = document.createElement("div");
  label.className = "heading";
  label.textContent = words["pick.next"];
  field(name).replaceChildren(...(picks.length ? [label, ...picks.map(nextItem)] : []));
}

function show(next) {
  view = next;
  put("person", view.person ? view.person_name || view.person : words["strip.nobody"]);
  const putting = view.put && !view.put.more;
  field("putting").hidden = !putting;
  field("pick").hidden = putting || !view.current;
  field("idle").hidden = Boolean(putting || view.current);
  if (putting) showPut(view.put); else if (view.current) showPick(view.current); else showIdle(view.message);
  showFaces(view.short_faces);
  showNext("put_next", view.current ? [view.current] : []);
  showNext("next", view.next);
  showButtons();
  for (const button of document.querySelectorAll('[data-action="pause"]')) {
    button.textContent = words[view.paused ? "action.resume" : "action.pause"];
  }
  showAlarm(view.alarm);
  showNote(view.note);
  showStrip(0);
}

// Only what the cell would do now can be pressed; one that was just pressed rests.
const resting = new Set();
function showButtons() {
  for (const button of document.querySelectorAll("[data-action]")) {
    const name = button.dataset.action;
    button.disabled = resting.has(button) || Boolean(view?.not_now[name === "pause" && view.paused ? "resume" : name]);
  }
}

function showAlarm(alarm) {
  field("alarm").hidden = !alarm;
  if (!alarm) return;
  put("alarm_words", words[`alarm.${alarm.code}`] ?? alarm.code);
  const more = Number(alarm.values.more);
  const told = ["missing", "rack", "number", "call"].filter((name) => alarm.values[name])
    .map((name) => fill(words[`alarm.told.${name}`], alarm.values));
  const text = told.length ? told.join(" · ") : alarm.values.text;
  put("alarm_text", text + (more ? ` (${fill(words["alarm.more"], { count: more })})` : ""));
}

// In the hour that comes twice the offset tells one from the other.
function clock(atUs) {
  const zone = { timeZone: document.body.dataset.zone || undefined };
  const shown = (us, more) => new Date(us / 1000).toLocaleTimeString(words.language,
    { ...zone, hour: "2-digit", minute: "2-digit", ...more });
  const hour = 3600e6;
  const twice = [atUs - hour, atUs + hour].some((us) => shown(us) === shown(atUs));
  return shown(atUs, twice ? { timeZoneName: "shortOffset" } : {});
}

function showNote(note) {
  field("note").hidden = !note;
  if (!note) return;
  put("note_head", clock(note.at_us));
  put("note_text", note.text + (note.more ? ` (${fill(words["alarm.more"], { count: note.more })})` : ""));
}

function showBand(level, shape, title, text) {
  const band = field("band");
  band.className = `band ${level}`;
  put("band_shape", shape);
  put("band_words", title);
  put("band_text", text);
  band.hidden = false;
  document.body.classList.toggle("answer-fault", level === "fault");
  clearTimeout(bandTimer);
  bandTimer = setTimeout(() => { band.hidden = true; document.body.classList.remove("answer-fault"); },
    SHOWN_MS[level]);
}

function told(values) {
  if (!values.at_us) return values;
  return { ...values, at: new Date(Number(values.at_us) / 1000).toLocaleString(words.language, { timeZone: document.body.dataset.zone || undefined, timeZoneName: "shortOffset" }) };
}

function showAnswer(answer) {
  const [level, shape] = answer.code === "badge.replaced"
    ? ["attention", "▲"] : LEVEL[answer.verdict] ?? LEVEL.unknown;
  const said = words[`code.${answer.code}`];
  const lines = [];
  if (said) lines.push(fill(said, told(answer.values)));
  else if (answer.text) lines.push(answer.text.slice(0, 60));
  if (!said && answer.expected && level !== "ok") lines.push(fill(words["answer.expected"], answer));
  const title = words[`answer.${answer.code}`] ?? words[`answer.${answer.verdict}`] ?? answer.verdict;
  showBand(level, shape, title, lines.join("\n"));
  play(answer.verdict);
}

function act(name, title) {
  const now = view?.put && !view.put.more ? null : view?.current;
  const pick = now ? { rack: now.rack, slot: now.slot, family: now.family, index: now.index } : null;
  order(`actions/${name === "pause" && view?.paused ? "resume" : name}`, title, { pick });
}

async function order(what, title, body = {}) {
  try {
    const reply = await fetch(`/terminal/${encodeURIComponent(workplace)}/${what}`,
      { method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang }, body: JSON.stringify(body) });
    if (reply.ok) showBand("info", "●", fill(words["action.done"], { action: title }), "");
    else {
      const refused = await reply.json();
      showBand("attention", "▲", words["answer.refused"], words[`code.${refused.code}`] ?? refused.text ?? "");
    }
  } catch {
    showBand("fault", "✖", words["answer.refused"], "");
  }
}

for (const kind of ["keydown", "keypress", "keyup"]) {
  addEventListener(kind, (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
}
// A double tap must not reach the pick that comes up between its two halves.
const REST_MS = 1500;
for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => {
    button.blur();
    resting.add(button);
    showButtons();
    setTimeout(() => { resting.delete(button); showButtons(); }, REST_MS);
    act(button.dataset.action, button.textContent);
  });
}
for (const button of document.querySelectorAll("[data-fill]")) {
  button.addEventListener("click", () => { button.blur(); openFaces(); });
}
field("note_read").addEventListener("click", () => {
  field("note_read").blur();
  const note = view?.note;
  if (note) order("read", words["note.read"], { exception: note.exception });
});
field("fill_close").addEventListener("click", closeFaces);
const showSound = () => { field("sound").hidden = !soundOff(); };
addEventListener("pointerdown", () => wake().then(showSound), true);
wake().then(showSound);
setTimeout(showSound, 500);

freshness.ticked = showStrip;
function listen() {
  const source = new EventSource(`/api/v1/workplaces/${encodeURIComponent(workplace)}/events`);
  source.addEventListener("view", (event) => { const got = JSON.parse(event.data); freshness.heard(got.at_us); show(got); });
  source.addEventListener("beat", (event) => freshness.heard(JSON.parse(event.data).at_us));
  source.addEventListener("answer", (event) => showAnswer(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    // A refusal (all streams taken, cell starting) ends an EventSource for good: begin a new one.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

listen();
