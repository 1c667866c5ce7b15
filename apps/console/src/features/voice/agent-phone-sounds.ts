/** The fifteen sounds of the library, from our own server: its own would be fetched from far away, and an offline ring comes late. */
const names = [
  'incoming',
  'outgoing',
  'disconnect',
  ...[...'0123456789sh'].map((key) => `dtmf${key}`),
] as const;

export const phoneSounds: Record<string, string> = Object.fromEntries(
  names.map((name) => [name, `/sounds/${name}.wav`]),
);
