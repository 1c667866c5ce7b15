/** One mail that is kept back: what it is about, who sent it, when, and why it waits. */
import type { MailRecord } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

interface Props {
  mail: MailRecord;
  chosen: boolean;
  onChoose: () => void;
}

export function QuarantineRow({ mail, chosen, onChoose }: Props) {
  const say = useSay();
  const now = useNow();
  return (
    <li>
      <button
        type="button"
        className={`mail-row ${chosen ? 'sel' : ''}`}
        aria-pressed={chosen}
        onClick={onChoose}
        data-testid="quarantine-row"
        data-why={mail.heldWhy}
      >
        <b className="clip">{mail.parsed?.subject || say('timeline.no-subject')}</b>
        {mail.heldWhy && <span className="chip">{say(`quarantine.is-${mail.heldWhy}`)}</span>}
        <small className="clip">{mail.parsed?.from[0]?.address ?? say('mail.unreadable')}</small>
        <small className="num">{momentText(mail.receivedAt, now)}</small>
      </button>
    </li>
  );
}
