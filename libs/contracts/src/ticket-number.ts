/** `G-000123`: the number a customer can say aloud; the same on every channel. */
const shape = /\bG-?(\d{1,9})\b/i;

export function formatTicketNumber(sequence: number): string {
  return `G-${String(sequence).padStart(6, '0')}`;
}

/** The number written anywhere in a text (`[G-000123]`, `g123`), normalised; null when there is none. */
export function findTicketNumber(text: string): string | null {
  const found = shape.exec(text);
  return found?.[1] ? formatTicketNumber(Number(found[1])) : null;
}

export function parseTicketNumber(value: string): number | null {
  const found = /^G-?(\d{1,9})$/i.exec(value.trim());
  return found?.[1] ? Number(found[1]) : null;
}
