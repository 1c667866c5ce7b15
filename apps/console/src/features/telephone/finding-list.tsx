/** What stands in the way of calls, each with what to do about it; nothing at all when all is well. */
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { TelephoneSetup } from '@lib/contracts';
import { useSay } from '../../i18n.js';

export function FindingList({ setup }: { setup: TelephoneSetup }) {
  const say = useSay();
  const { findings, places } = setup;
  if (findings.length === 0 && places.length > 0 && places.every(({ connected }) => connected))
    return (
      <p className="telephone-well" data-testid="telephone-well">
        <CircleCheck className="ic" aria-hidden="true" />
        {say('telephone.all-well')}
      </p>
    );
  if (findings.length === 0) return null;
  return (
    <ul className="telephone-findings" aria-label={say('telephone.findings')}>
      {findings.map(({ finding, level, about }) => {
        const Sign = level === 'stop' ? CircleX : TriangleAlert;
        return (
          <li
            key={`${finding}:${about}`}
            className={level}
            data-testid="telephone-finding"
            data-finding={finding}
          >
            <Sign className="ic" aria-hidden="true" />
            <p>
              <b>{say(`telephone.finding-${finding}`, { about: about ?? '' })}</b>{' '}
              {say(`telephone.todo-${finding}`)}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
