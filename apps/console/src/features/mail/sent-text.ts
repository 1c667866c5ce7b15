/** When a mail that was passed on was written: in the reader's zone where that is known, else in the words it came with. */
import { fullText } from '../../ui/time-text.js';

export function sentText(sentAt: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(sentAt) ? fullText(sentAt) : sentAt;
}
