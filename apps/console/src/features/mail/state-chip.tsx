/** What became of a mail, in one word. */
import type { MailRecord } from '@lib/contracts';
import { useSay } from '../../i18n.js';

export function StateChip({ state }: { state: MailRecord['state'] }) {
  const say = useSay();
  const tone = state === 'quarantined' ? 'late' : state === 'processed' ? 'ok' : '';
  return <span className={`chip ${tone}`}>{say(`mail.${state}`)}</span>;
}
