// Paint names that have one obvious look; every other colour shows its word beside an empty ring.
export const PAINTS = {
  white: "#ffffff", black: "#000000", silver: "#c0c4c8", grey: "#808080", gray: "#808080",
  red: "#c1121f", blue: "#1f4e9e", green: "#1f7a3d", yellow: "#f2c500", orange: "#e8710a",
  brown: "#6b4423", beige: "#d8c7a0", purple: "#6a2c91", gold: "#c9a227", bronze: "#8c6a3f",
  weiss: "#ffffff", "weiß": "#ffffff", schwarz: "#000000", silber: "#c0c4c8", grau: "#808080",
  rot: "#c1121f", blau: "#1f4e9e", "grün": "#1f7a3d", gelb: "#f2c500", braun: "#6b4423",
};
