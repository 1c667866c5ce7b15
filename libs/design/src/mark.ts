/** Guichet's mark: an arched counter window, its ledge, and the opening one speaks through. Drawn on a 24 × 24 grid. */
export const mark = {
  viewBox: '0 0 24 24',
  strokeWidth: 2.4,
  strokes: ['M5 18.5V10.7a7 7 0 0 1 14 0v7.8', 'M2.6 18.5h18.8'],
  fill: 'M8.7 15.4a3.3 3.3 0 0 1 6.6 0z',
} as const;
