/** A moment to come: one press for the usual ones, or any other. */
import { useId, useState } from 'react';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { fieldValue, quickChoices } from './promise-time.js';

export interface ChosenMoment {
  /** When the choosing began: the usual moments are reckoned from it. */
  now: number;
  /** As the field holds it. */
  at: string;
  setAt: (at: string) => void;
  moment: Date;
  /** Nothing that can be kept: it has gone by, or is no moment. */
  past: boolean;
}

/** Begins with the last of the usual ones. */
export function useMoment(): ChosenMoment {
  const [now] = useState(serverNow);
  const [at, setAt] = useState(() => fieldValue(quickChoices(now).at(-1)?.at ?? new Date(now)));
  const moment = new Date(at);
  const past = Number.isNaN(moment.getTime()) || moment.getTime() <= serverNow();
  return { now, at, setAt, moment, past };
}

interface Props {
  chosen: ChosenMoment;
  label: MessageId;
  /** They tried to go on with it: then it is said what is wrong. */
  tried: boolean;
  /** Before the names of its parts. */
  testId: string;
}

export function MomentField({ chosen: { now, at, setAt, past }, label, tried, testId }: Props) {
  const say = useSay();
  const id = useId();
  const isWrong = tried && past;
  return (
    <>
      <div className="promise-quick" role="group" aria-label={say('promise.quick')}>
        {quickChoices(now).map(({ choice, at: offered }) => (
          <button
            type="button"
            key={choice}
            className="btn sm"
            aria-pressed={at === fieldValue(offered)}
            onClick={() => setAt(fieldValue(offered))}
            data-testid={`${testId}-${choice}`}
          >
            {say(`promise.${choice}`)}
            <span className="num">{momentText(offered.toISOString(), now)}</span>
          </button>
        ))}
      </div>
      <label htmlFor={`${id}-at`}>{say(label)}</label>
      <input
        id={`${id}-at`}
        type="datetime-local"
        value={at}
        min={fieldValue(new Date(now))}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-past` : undefined}
        onChange={(event) => setAt(event.target.value)}
        data-testid={`${testId}-at`}
      />
      {isWrong && (
        <p className="fault" role="alert" id={`${id}-past`}>
          {say('promise.past')}
        </p>
      )}
    </>
  );
}
