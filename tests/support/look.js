// What a page must not do to who reads it, found by measuring it as it was laid out. Gives a list of
// [what, where]. Asked with {target}: the smallest side of what is pressed, in pixels.
({ target }) => {
  const found = new Map();
  const named = (e) => {
    const said = e.getAttribute("aria-label") || e.innerText || e.value || e.textContent || "";
    return `${e.tagName.toLowerCase()}.${e.getAttribute("class") || ""} "${said.trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  };
  const say = (what, where) => found.set(what + where, [what, where]);
  const wide = document.documentElement.clientWidth;

  const parents = function* (e) { for (let it = e; it; it = it.parentElement) yield it; };
  const seen = (e) => [...parents(e)].every((it) => {
    const style = getComputedStyle(it);
    return style.display !== "none" && style.visibility !== "hidden" && style.clipPath !== "inset(50%)";
  });
  const scrolls = (e) => [...parents(e)].some((it) => it !== document.body && it !== document.documentElement && /auto|scroll/.test(getComputedStyle(it).overflowX));

  // Contrast as in WCAG 2.2: 4.5, and 3 for large letters. What is disabled is exempt.
  const rgba = (text) => { const n = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const light = (c) => {
    const part = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = (e) => {
    let shade = [0, 0, 0, 0];
    for (const it of parents(e)) {
      const style = getComputedStyle(it);
      if (style.backgroundImage !== "none") return null; // a pattern: not judged
      const own = rgba(style.backgroundColor);
      if (own[3] > 0) shade = shade[3] ? over(shade, over(own, [255, 255, 255, 1])) : own;
      if (own[3] === 1) return shade;
    }
    return over(shade, [255, 255, 255, 1]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest("script, style, svg, title") || !seen(e)) continue;
    const style = getComputedStyle(e), px = parseFloat(style.fontSize), behind = ground(e);
    const large = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 600);
    if (px < 12) say("small letters", `${named(e)} ${px} px`);
    if (!behind || e.closest("[disabled]")) continue;
    const is = ratio(over(rgba(style.color), behind), behind);
    if (is < (large ? 3 : 4.5) - 0.005) say("contrast", `${named(e)} ${is.toFixed(2)}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    if ([...range.getClientRects()].some((box) => box.right > wide + 1.5) && !scrolls(e)) say("beyond the edge", named(e));
  }

  // What is pressed is large enough, or its surroundings answer for it. Links within a sentence are exempt.
  const inSentence = (e) => {
    const around = e.closest("p, li, dd, td, th, small");
    return e.tagName === "A" && around && getComputedStyle(e).display === "inline" && around.textContent.trim().length > e.textContent.trim().length + 12;
  };
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!seen(e) || e.disabled || e.matches(".skip") || inSentence(e)) continue;
    const box = /checkbox|radio/.test(e.type) && e.labels?.length ? e.labels[0] : e;
    box.scrollIntoView({ block: "center", inline: "center" });
    const at = box.getBoundingClientRect(), x = at.left + at.width / 2, y = at.top + at.height / 2, half = target / 2 - 1;
    const answers = (px, py) => px < 0 || py < 0 || px >= wide || py >= innerHeight || box.contains(document.elementFromPoint(px, py));
    const broad = at.width >= target - 0.5 || (answers(x - half, y) && answers(x + half, y));
    const high = at.height >= target - 0.5 || (answers(x, y - half) && answers(x, y + half));
    if (at.width && !(broad && high)) say("target", `${named(e)} ${Math.round(at.width)} x ${Math.round(at.height)}`);
  }
  scrollTo(0, 0);

  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (seen(e) && !e.labels?.length && !e.getAttribute("aria-label")) say("no name", named(e));
  for (const e of document.querySelectorAll("button, a[href]"))
    if (seen(e) && !e.innerText.trim() && !e.getAttribute("aria-label") && !e.querySelector("img[alt]")) say("no name", named(e));
  for (const e of document.querySelectorAll("svg:not([aria-hidden], [role])")) say("picture without words", named(e));
  for (const e of document.querySelectorAll("th:not([scope])")) say("head of nothing", named(e));
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) say("headings", `${heads} h1`);
  if (document.querySelectorAll("main").length !== 1) say("main", "not one");
  if (document.querySelector("nav") && !document.querySelector(".skip")) say("skip link", "none");
  if (!document.documentElement.lang || !document.title) say("page", "no language or title");
  const all = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
  if (all > wide + 1) say("sideways", `${all} px in ${wide}`);
  return [...found.values()];
}
