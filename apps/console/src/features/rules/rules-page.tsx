/** What happens by itself: the rules in their order, their log, and the alarm when some went round in a circle. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AlertTriangle, Plus } from 'lucide-react';
import type { Rule } from '@lib/contracts';
import { rulesApi } from '../../api/rule-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { EmptyState } from '../../ui/empty-state.js';
import { showToast } from '../../ui/toast.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { useHouse } from './house.js';
import { RuleForm } from './rule-form.js';
import { RuleRow } from './rule-row.js';
import { RunLog } from './run-log.js';
import './rules.css';

export function RulesPage() {
  const say = useSay();
  const client = useQueryClient();
  const house = useHouse();
  const [part, setPart] = useState<'list' | 'log'>('list');
  const [stopsOnly, setStopsOnly] = useState(false);
  const [editing, setEditing] = useState<Rule | 'new' | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => rulesApi.all(signal),
  });
  const rules = data?.items ?? [];
  const reload = async (): Promise<void> => {
    await Promise.all(
      ['rules', 'rule-runs', 'rule-changes'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
  };

  async function change(
    act: () => Promise<unknown>,
    text?: string,
    undo?: () => Promise<unknown>,
  ): Promise<void> {
    if (!(await attempt(act))) return;
    await reload();
    if (!text) return;
    const back = undo && { label: say('common.undo'), run: () => void change(undo) };
    showToast({ text, action: back }, 8_000);
  }
  const turn = ({ id, name }: Rule, active: boolean): Promise<void> =>
    change(
      () => rulesApi.switch(id, active),
      say(active ? 'rules.switched-on' : 'rules.switched-off', { name }),
      () => rulesApi.switch(id, !active),
    );
  const archive = ({ id, name, active }: Rule): Promise<void> =>
    change(
      () => rulesApi.archive(id),
      say('rules.archived', { name }),
      () => rulesApi.restore(id).then(() => (active ? rulesApi.switch(id, true) : null)),
    );
  const swap = (place: number, other: number): Promise<void> => {
    const ids = rules.map(({ id }) => id);
    [ids[place], ids[other]] = [ids[other] as string, ids[place] as string];
    return change(() => rulesApi.order(ids));
  };

  return (
    <SettingsForm
      title="rules.title"
      lead="rules.lead"
      loading={isPending}
      error={error}
      onRetry={() => void refetch()}
    >
      <Alarm
        onShow={() => {
          setStopsOnly(true);
          setPart('log');
        }}
        onSeen={() => void change(() => rulesApi.seeStops())}
      />
      <div className="seg rules-parts" role="tablist" aria-label={say('rules.parts')}>
        {(['list', 'log'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={part === one}
            onClick={() => setPart(one)}
            data-testid={`rules-${one}`}
          >
            {say(`rules.${one}`)}
          </button>
        ))}
      </div>
      {part === 'log' && <RunLog rules={rules} stopsOnly={stopsOnly} onStopsOnly={setStopsOnly} />}
      {part === 'list' && (
        <>
          {editing === 'new' ? (
            <RuleForm rule={null} onDone={() => void reload().then(() => setEditing(null))} />
          ) : (
            <button
              type="button"
              className="btn primary rule-new"
              onClick={() => setEditing('new')}
              data-testid="rule-new"
            >
              <Plus className="ic" aria-hidden="true" />
              {say('rules.new')}
            </button>
          )}
          {rules.length === 0 && <EmptyState title={say('rules.empty')} text={say('rules.empty-text')} />}
          <ol className="rule-list">
            {rules.map((rule, place) =>
              editing !== 'new' && editing?.id === rule.id ? (
                <li key={rule.id}>
                  <RuleForm rule={rule} onDone={() => void reload().then(() => setEditing(null))} />
                </li>
              ) : (
                <RuleRow
                  key={rule.id}
                  rule={rule}
                  house={house}
                  onSwitch={(active) => void turn(rule, active)}
                  onEdit={() => setEditing(rule)}
                  onArchive={() => void archive(rule)}
                  onUp={place > 0 ? () => void swap(place, place - 1) : null}
                  onDown={place < rules.length - 1 ? () => void swap(place, place + 1) : null}
                />
              ),
            )}
          </ol>
        </>
      )}
    </SettingsForm>
  );
}

function Alarm({ onShow, onSeen }: { onShow: () => void; onSeen: () => void }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ['rule-runs', 'alarm'],
    queryFn: ({ signal }) => rulesApi.runs({ state: 'stopped' }, signal),
  });
  if (!data || data.unseenStops === 0) return null;
  return (
    <div className="rule-alarm" role="alert" data-testid="rule-alarm">
      <AlertTriangle className="ic" aria-hidden="true" />
      <p>{say('rules.alarm', { count: data.unseenStops })}</p>
      <button type="button" className="btn sm" onClick={onShow}>
        {say('rules.alarm-show')}
      </button>
      <button type="button" className="btn sm" onClick={onSeen} data-testid="rule-alarm-seen">
        {say('rules.alarm-seen')}
      </button>
    </div>
  );
}
