/** Who would be asked now if the queue were as it is written, and why not the others: the router's own answer, nothing is kept. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Channel, type Locale, type QueueSettings, type RoutingPreview } from '@lib/contracts';
import { queueApi } from '../../api/queue-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Failure } from '../../ui/failure.js';
import { ringText } from '../routing/routing-steps.js';
import { useDebounced } from '../search/use-debounced.js';
import { Labelled } from '../time-settings/settings-form.js';
import { faultsIn } from './faults.js';
import { SecondsField } from './seconds-field.js';

export function WhoIsAsked({ settings }: { settings: QueueSettings }) {
  const say = useSay();
  const [channel, setChannel] = useState<Channel>('chat');
  const [language, setLanguage] = useState<Locale | null>(null);
  const [waitedSeconds, setWaited] = useState(0);
  const wish = JSON.stringify({ settings, item: { channel, language, waitedSeconds } });
  const settled = useDebounced(wish, 300);
  const right = faultsIn(settings).length === 0 && Number.isInteger(waitedSeconds) && waitedSeconds >= 0;
  // Asked again when a member's state or load changes, which is pushed.
  const agents = useLive((state) => state.agents);
  const asOf = settings.memberIds.map((id) => agents.get(id)?.version ?? 0).join();
  const { data, error, refetch } = useQuery({
    queryKey: ['routing-preview', settled, asOf],
    queryFn: ({ signal }) => queueApi.preview(JSON.parse(settled) as never, signal),
    enabled: right && settled === wish,
    placeholderData: (before) => before,
  });
  return (
    <section className="card who-asked" aria-labelledby="who-asked" data-testid="who-asked">
      <h2 id="who-asked">{say('queues.who-title')}</h2>
      <p className="muted">{say('queues.who-lead')}</p>
      <div className="queue-row">
        <Labelled label={say('queues.who-channel')}>
          <select
            value={channel}
            onChange={(event) => setChannel(Channel.parse(event.target.value))}
            data-testid="who-channel"
          >
            {Channel.options.map((one) => (
              <option key={one} value={one}>
                {say(`channel.${one}`)}
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled label={say('queues.who-language')}>
          <select
            value={language ?? ''}
            onChange={(event) =>
              setLanguage(
                event.target.value === 'fr' || event.target.value === 'en' ? event.target.value : null,
              )
            }
            data-testid="who-language"
          >
            <option value="">{say('queues.language-unknown')}</option>
            <option value="fr">{say('queues.language-fr')}</option>
            <option value="en">{say('queues.language-en')}</option>
          </select>
        </Labelled>
        <SecondsField
          label={say('queues.who-waited')}
          value={waitedSeconds}
          min={0}
          max={86_400}
          onChange={setWaited}
          testId="who-waited"
        />
      </div>
      {!right && <p className="muted">{say('queues.who-faults')}</p>}
      {right && error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {right && data && <Answer preview={data} />}
    </section>
  );
}

function Answer({ preview }: { preview: RoutingPreview }) {
  const say = useSay();
  const asked = preview.members.filter(({ why }) => why === null);
  const others = preview.members.filter(({ why }) => why !== null);
  return (
    <div aria-live="polite" data-testid="who-answer">
      <p>
        {asked.length > 0 ? (
          <b>{say('queues.who-now', { names: asked.map(({ agent }) => agent.name).join(', ') })}</b>
        ) : (
          <b>{say(preview.members.length === 0 ? 'queues.who-no-members' : 'queues.who-nobody')}</b>
        )}
      </p>
      {preview.ring && <p className="muted">{ringText(preview.ring, say)}</p>}
      {others.length > 0 && (
        <ul>
          {others.map(
            ({ agent, why }) =>
              why && (
                <li key={agent.id}>
                  {say('routing.other', { name: agent.name, why: say(`routing.not-${why}`) })}
                </li>
              ),
          )}
        </ul>
      )}
    </div>
  );
}
