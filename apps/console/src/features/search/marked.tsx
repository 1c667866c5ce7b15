/** A text with the words that were looked for marked in it, for eyes and for screen readers. */
import type { MarkedText } from '@lib/contracts';

export function Marked({ text }: { text: MarkedText }) {
  return text.map((part, index) => (part.hit ? <mark key={index}>{part.text}</mark> : part.text));
}
