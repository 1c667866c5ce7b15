/** What the composer asks of a field, whether lines or formatted text are written in it. */
import type { Finding } from '@lib/contracts';

/** Places are characters of the plain text. */
export interface WritingField {
  focus: () => void;
  setSelectionRange: (start: number, end: number) => void;
  /** Puts the plain words of a finding in its place; false when the field leaves that to its owner. */
  use: (finding: Finding) => boolean;
  /** The HTML part of the mail; null while nothing but lines is in it. */
  mailHtml: () => string | null;
}
