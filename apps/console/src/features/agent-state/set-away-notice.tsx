/** Says that the house set me away and why, over every page, with one press to come back. */
import { UserRoundX } from 'lucide-react';
import { useState } from 'react';
import type { MeView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';

const told: Record<string, MessageId> = {
  unresponsive: 'away.unresponsive',
  declining: 'away.declining',
};

export function SetAwayNotice({ me }: { me: MeView }) {
  const say = useSay();
  const [pressed, setPressed] = useState(false);
  const why = me.state === 'away' && me.stateReason ? told[me.stateReason] : undefined;
  const comeBack = (): void => {
    setPressed(true);
    api
      .setState('available')
      .catch((error: unknown) => showRefusal(asRefusal(error)))
      .finally(() => setPressed(false));
  };
  return (
    <div role="status">
      {why && (
        <div className="ban" data-testid="set-away">
          <UserRoundX className="ic" aria-hidden="true" />
          <span>
            <b>{say('away.title')}</b> {say(why)}
          </span>
          <button
            type="button"
            className="btn sm primary"
            disabled={pressed}
            onClick={comeBack}
            data-testid="come-back"
          >
            {say('away.back')}
          </button>
        </div>
      )}
    </div>
  );
}
