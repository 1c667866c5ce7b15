/** A text to try the lists on: what a colleague who writes it would be told. */
import { useEffect, useId, useState } from 'react';
import type { InnerWords, Locale } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { kitchenDoor, NOTHING, standing } from '../ticket/kitchen-door.js';

interface Props {
  locale: Locale;
  /** Another list is another answer. */
  lists: readonly InnerWords[];
}

export function TryOut({ locale, lists }: Props) {
  const say = useSay();
  const id = useId();
  const [text, setText] = useState('');
  const [checked, setChecked] = useState(NOTHING);
  const [door] = useState(() => kitchenDoor(api.checkCustomerText, setChecked));
  useEffect(() => {
    door.look(text, locale);
    return () => door.close();
  }, [door, text, locale, lists]);
  const findings = standing(checked, text);
  return (
    <section className="card settings-card">
      <div className="labelled">
        <label htmlFor={id}>{say('inner-words.try')}</label>
        <textarea
          id={id}
          rows={2}
          maxLength={100_000}
          value={text}
          placeholder={say('inner-words.try-hint')}
          onChange={(event) => setText(event.target.value)}
          data-testid="words-try"
        />
      </div>
      <div role="status" data-testid="words-found">
        {findings.map((finding) => (
          <p key={finding.start}>
            <b>{finding.words}</b> · {say(`kitchen.kind-${finding.kind}`)}
            {finding.replacement && ` → ${finding.replacement}`}
          </p>
        ))}
        {text.trim() !== '' && checked.text === text && findings.length === 0 && (
          <p className="muted">{say('inner-words.clean')}</p>
        )}
      </div>
    </section>
  );
}
