/** Guichet's mark: a round counter window whose opening makes a G, the ledge, and somebody behind it. On a 24 × 24 grid. */
export const mark = {
  viewBox: '0 0 24 24',
  strokeWidth: 2.5,
  strokes: ['M19.2 7.1A8.6 8.6 0 1 0 20.6 13.6H8.6'],
  fill: 'M12 5.9a2.15 2.15 0 1 1 0 4.3a2.15 2.15 0 0 1 0-4.3z',
} as const;
