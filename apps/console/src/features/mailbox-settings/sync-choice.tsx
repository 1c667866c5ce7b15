/** What is taken in at the first connection: what comes from then on, or some days back, with how many mails that is. */
import type { MailTestResult } from '@lib/contracts';
import { useSay } from '../../i18n.js';

const DAYS = [0, 1, 7, 30, 90];

interface Props {
  days: number;
  counts: MailTestResult['counts'];
  onChange: (days: number) => void;
}

export function SyncChoice({ days, counts, onChange }: Props) {
  const say = useSay();
  const mailsOf = (back: number): number | undefined =>
    counts?.byDays.find((one) => one.days === back)?.mails;
  return (
    <fieldset className="mailbox-sync" data-testid="sync-choice">
      <legend>{say('mailboxes.sync')}</legend>
      {DAYS.map((back) => {
        const mails = mailsOf(back);
        return (
          <label key={back} className="tick">
            <input
              type="radio"
              name="first-sync"
              checked={days === back}
              onChange={() => onChange(back)}
              data-testid={`sync-${back}`}
            />
            <span>
              {back === 0 ? say('mailboxes.sync-now') : say('mailboxes.sync-days', { days: back })}
              {back > 0 && mails !== undefined && (
                <span className="muted num"> {say('mailboxes.sync-count', { count: mails })}</span>
              )}
            </span>
          </label>
        );
      })}
      {!counts && <p className="muted">{say('mailboxes.sync-lead')}</p>}
    </fieldset>
  );
}
