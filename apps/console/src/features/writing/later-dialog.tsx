/** When an answer leaves: one press for the usual moments, or any other within 60 days. */
import { useState, type FormEvent } from 'react';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { fieldValue, quickChoices } from '../promise/promise-time.js';

const LONGEST_MS = 60 * 24 * 3_600_000;

interface Props {
  /** ISO. */
  onPick: (at: string) => void;
  onClose: () => void;
}

export function LaterDialog({ onPick, onClose }: Props) {
  const say = useSay();
  const [now] = useState(serverNow);
  const choices = quickChoices(now);
  const [at, setAt] = useState(() => fieldValue(choices.at(-1)?.at ?? new Date(now)));
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const moment = new Date(at).getTime();
    const fits = moment > serverNow() && moment - serverNow() <= LONGEST_MS;
    setWrong(!fits);
    if (fits) onPick(new Date(moment).toISOString());
  };
  return (
    <Dialog labelledBy="later-title" className="dlg guard" testId="later-dialog" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <h2 id="later-title">{say('later.title')}</h2>
        <p className="muted">{say('later.lead')}</p>
        <div className="later-choices">
          {choices.map(({ choice, at: moment }) => (
            <button
              type="button"
              className="btn sm"
              key={choice}
              onClick={() => onPick(moment.toISOString())}
              data-testid={`later-${choice}`}
            >
              {momentText(moment.toISOString(), now)}
            </button>
          ))}
        </div>
        <label className="pick">
          <span>{say('later.at')}</span>
          <input
            type="datetime-local"
            value={at}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'later-wrong' : undefined}
            onChange={(event) => setAt(event.target.value)}
            data-testid="later-at"
          />
        </label>
        {wrong && (
          <p className="fault" role="alert" id="later-wrong">
            {say('later.wrong')}
          </p>
        )}
        <div className="row2">
          <button type="button" className="btn" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" data-testid="later-submit">
            {say('later.submit')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
