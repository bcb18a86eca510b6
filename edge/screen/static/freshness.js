// How old what the page shows is, by the server's own time in each message: late delivery ages
// too. Hatched at 10 s, dark at 60 s.
import { ageText, fill } from "./draw.js";

export const STALE_S = 10;
export const DARK_S = 60;

export class Freshness {
  constructor(words) {
    this.words = words;
    this.shift = Infinity; // smallest difference between our monotonic clock and the server's
    this.at = null;
    this.opened = performance.now();
    setInterval(() => this.show(), 250);
  }

  heard(atUs) {
    const at = atUs / 1000;
    if (this.at !== null && at < this.at - 1000) this.shift = Infinity; // the server's clock went back
    this.at = at;
    this.shift = Math.min(this.shift, performance.now() - at);
    this.show();
  }

  get age() {
    if (this.at === null) return (performance.now() - this.opened) / 1000;
    return Math.max(0, performance.now() - this.shift - this.at) / 1000;
  }

  show() {
    const age = this.age;
    const dark = age >= DARK_S;
    document.body.classList.toggle("stale", age >= STALE_S && !dark);
    document.body.classList.toggle("dark", dark);
    const words = document.querySelector(".veil .words");
    if (words) words.textContent = fill(this.words[dark ? "dark" : "stale"], { age: ageText(age, this.words) });
    if (this.ticked) this.ticked(age);
  }
}
