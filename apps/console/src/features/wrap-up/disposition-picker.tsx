/** What came of it, one of what the queue offers, and why where that is asked; arrow keys move between them. */
import { useId } from 'react';
import type { WrapUpChoice } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';

interface Props {
  choice: WrapUpChoice;
  picked: string | null;
  reason: string;
  lacksPick: boolean;
  lacksReason: boolean;
  onPick: (id: string) => void;
  onReason: (reason: string) => void;
}

export function DispositionPicker({ choice, picked, reason, lacksPick, lacksReason, ...on }: Props) {
  const say = useSay();
  const ids = useId();
  const chosen = choice.dispositions.find(({ id }) => id === picked);
  return (
    <>
      <fieldset className="dispositions" aria-describedby={lacksPick ? `${ids}-pick` : undefined}>
        <legend>{say(choice.required ? 'wrapup.disposition' : 'wrapup.disposition-optional')}</legend>
        {choice.dispositions.map(({ id, label, resolves }) => (
          <label key={id}>
            <input
              type="radio"
              name={ids}
              checked={id === picked}
              aria-invalid={lacksPick || undefined}
              onChange={() => on.onPick(id)}
              data-testid="disposition"
            />
            <span>{label[currentLocale()]}</span>
            {resolves && <small>{say('wrapup.resolves')}</small>}
          </label>
        ))}
      </fieldset>
      {lacksPick && (
        <p className="fault" role="alert" id={`${ids}-pick`} data-testid="disposition-missing">
          {say('problem.disposition-needed')}
        </p>
      )}
      {chosen?.reasonRequired && (
        <label className="wrapup-note">
          <span>{say('wrapup.reason')}</span>
          <input
            value={reason}
            maxLength={500}
            aria-invalid={lacksReason}
            aria-describedby={lacksReason ? `${ids}-reason` : undefined}
            onChange={(event) => on.onReason(event.target.value)}
            data-testid="disposition-reason"
          />
        </label>
      )}
      {lacksReason && (
        <p className="fault" role="alert" id={`${ids}-reason`}>
          {say('wrapup.reason-missing')}
        </p>
      )}
    </>
  );
}
