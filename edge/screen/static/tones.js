// One tone per verdict: [frequency in Hz, length in s] in a row, and a wave form.
const TONES = {
  right: ["sine", [1320, 0.09]],
  confirmed: ["sine", [990, 0.07], [1320, 0.07]],
  wrong_part: ["sawtooth", [196, 0.45], [147, 0.45]],
  wrong_slot: ["sawtooth", [220, 0.18], [147, 0.18], [220, 0.18], [147, 0.18]],
  already_done: ["triangle", [660, 0.12], [660, 0.12]],
  unknown: ["square", [330, 0.2], [262, 0.3]],
  unreadable: ["square", [262, 0.08], [262, 0.08], [262, 0.08]],
  held: ["triangle", [440, 0.3], [330, 0.3]],
  superseded: ["sawtooth", [294, 0.2], [294, 0.2], [196, 0.4]],
  idle: ["sine", [523, 0.15]],
};
let context = null;

export function soundOff() {
  return !context || context.state !== "running";
}

export async function wake() {
  context ??= new AudioContext();
  if (context.state !== "running") await context.resume();
}

export function play(verdict) {
  if (soundOff()) return;
  const [form, ...notes] = TONES[verdict] ?? TONES.unknown;
  let at = context.currentTime + 0.005;
  for (const [frequency, length] of notes) {
    const source = new OscillatorNode(context, { type: form, frequency });
    const level = new GainNode(context, { gain: 0.5 });
    level.gain.setTargetAtTime(0, at + length - 0.02, 0.006);
    source.connect(level).connect(context.destination);
    source.start(at);
    source.stop(at + length);
    at += length + 0.04;
  }
}
