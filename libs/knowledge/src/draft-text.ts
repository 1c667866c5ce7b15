/** Which words of a solved ticket go into an article's text, and which stand beside it: pure. */
import type { ArticleDraft, InnerPart, Locale } from '@lib/contracts';

export interface Written {
  subject: string;
  /** The customer's. */
  locale: Locale;
  understood: string | null;
  behind: string | null;
  causeFr: string | null;
  causeEn: string | null;
  causeNote: string | null;
  /** Steps that were not dropped, in their order. */
  steps: { inner: string; customer: string | null }[];
}

const headings: Record<Locale, { problem: string; solution: string }> = {
  fr: { problem: 'Le problème', solution: 'Ce qui aide' },
  en: { problem: 'The problem', solution: 'What helps' },
};

/** Of words that were written for this customer to read, and no others. */
export function textOf({ subject, understood, steps, locale }: Written): ArticleDraft['text'] {
  const told = steps.flatMap(({ customer }) => (customer ? [customer.replace(/\s+/g, ' ')] : []));
  const parts = [
    ...(understood ? [`## ${headings[locale].problem}`, understood] : []),
    ...(told.length > 0
      ? [`## ${headings[locale].solution}`, told.map((step, index) => `${index + 1}. ${step}`).join('\n')]
      : []),
  ];
  return { title: subject.slice(0, 160), body: parts.join('\n\n') };
}

export function innerOf(written: Written): InnerPart[] {
  const cause = written.locale === 'fr' ? written.causeFr : written.causeEn;
  const parts: { kind: InnerPart['kind']; text: string | null }[] = [
    { kind: 'cause', text: cause },
    { kind: 'cause-note', text: written.causeNote },
    { kind: 'behind', text: written.behind },
    ...written.steps.map(({ inner }) => ({ kind: 'plan' as const, text: inner })),
  ];
  return parts.flatMap(({ kind, text }) => (text ? [{ kind, text }] : []));
}
