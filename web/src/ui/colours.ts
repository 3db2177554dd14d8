/** Distinguishable colours for teams and projects, in light and dark. */
export const colours = [
  '#1f8a8a',
  '#3b6fb6',
  '#7a5fa8',
  '#b0565f',
  '#a8742a',
  '#4f8a3d',
  '#5c6b73',
  '#c2557a',
] as const;
