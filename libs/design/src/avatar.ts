/** How a person without a photo is drawn: two letters on one of five quiet tones, always the same for the same person. */
const tones = ['a', 'b', 'c', 'd', 'e'] as const;
export type AvatarTone = (typeof tones)[number];

export function initialsOf(name: string | null): string {
  const words = (name ?? '')
    .replace(/[^\p{L}\p{N}\s'-]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean);
  const first = words[0];
  if (!first) return '?';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return (letterOf(first) + (last ? letterOf(last) : '')).toUpperCase();
}

export function avatarTone(id: string): AvatarTone {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return tones[sum % tones.length] ?? 'a';
}

function letterOf(word: string): string {
  return String.fromCodePoint(word.codePointAt(0) ?? 63);
}
