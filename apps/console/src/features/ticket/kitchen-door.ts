/** Asks the kitchen-door check about what is being written, once the writer pauses; nobody ever waits for its answer. */
import type { Finding, Locale } from '@lib/contracts';

/** What was found, and the text it was found in. */
export interface Checked {
  text: string;
  findings: Finding[];
}

export interface KitchenDoor {
  look(text: string, locale: Locale): void;
  close(): void;
}

type Check = (text: string, locale: Locale, signal: AbortSignal) => Promise<{ findings: Finding[] }>;

/** Long enough not to speak into a sentence, short enough to come before the hand reaches "send". */
export const PAUSE_MS = 600;
/** The most that the server looks at. */
const LONGEST = 100_000;
export const NOTHING: Checked = { text: '', findings: [] };

export function kitchenDoor(check: Check, show: (checked: Checked) => void): KitchenDoor {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();
  const drop = (): void => {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
  };
  const ask = async (text: string, locale: Locale): Promise<void> => {
    const { signal } = asking;
    // Without an answer the writer is left in peace: a check that is away says nothing.
    const answer = await check(text.slice(0, LONGEST), locale, signal).catch(() => ({ findings: [] }));
    if (!signal.aborted) show({ text, findings: answer.findings });
  };
  return {
    look: (text, locale) => {
      drop();
      if (text.trim() === '') show(NOTHING);
      else timer = setTimeout(() => void ask(text, locale), PAUSE_MS);
    },
    close: drop,
  };
}

/** Findings that still hold while the text is written on: those before the change, and those after it at their new place. */
export function standing({ text: before, findings }: Checked, text: string): Finding[] {
  const shift = text.length - before.length;
  let end = 0;
  return findings.flatMap((finding) => {
    for (const by of [0, shift]) {
      const start = finding.start + by;
      if (start < end || text.slice(start, finding.end + by) !== finding.words) continue;
      end = finding.end + by;
      return { ...finding, start, end };
    }
    return [];
  });
}

/** The text with the plain words in place, and where to go on writing. */
export function inPlainWords(text: string, finding: Finding): { text: string; caret: number } {
  const plain = finding.replacement ?? finding.words;
  return {
    text: text.slice(0, finding.start) + plain + text.slice(finding.end),
    caret: finding.start + plain.length,
  };
}
