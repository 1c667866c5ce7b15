/** What stands in the way of saving, each with a way to its place. */
import { CircleCheck } from 'lucide-react';
import type { MenuFault, MenuFaultCode, MenuFlow } from '@lib/contracts';
import type { Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { faultText } from './menu-words.js';

interface Props {
  flow: MenuFlow;
  faults: readonly MenuFault[];
  /** What the server found beyond them: a queue or a calendar that is gone. */
  refusal: Refusal | null;
  nameless: boolean;
  onChoose: (id: string) => void;
}

export function MenuProblems({ flow, faults, refusal, nameless, onChoose }: Props) {
  const say = useSay();
  const told = refusal?.code === 'menu-strands-callers' ? refusal.errors.map(foundIn) : [];
  const all = [...faults, ...told];
  const nameOf = (id: string): string => flow.steps.find((step) => step.id === id)?.name ?? id;
  return (
    <section className="card menu-problems" aria-labelledby="menu-problems-title">
      <h2 id="menu-problems-title">{say('menus.problems')}</h2>
      <div role="status" data-testid="menu-problems">
        {all.length === 0 && !nameless && (
          <p className="good">
            <CircleCheck className="ic" aria-hidden="true" />
            {say('menus.sound')}
          </p>
        )}
        <ul>
          {nameless && <li>{say('menus.fault-no-name')}</li>}
          {all.map(({ code, stepId, field }, at) => (
            <li key={at}>
              {stepId !== null && (
                <button type="button" className="linkish" onClick={() => onChoose(stepId)}>
                  {nameOf(stepId)}
                </button>
              )}{' '}
              {say(faultText(code, field))}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** Only what names a step can be shown at one. */
function foundIn({ path, message }: { path: string; message?: string }): {
  code: MenuFaultCode | 'no-queue';
  stepId: string | null;
  field: string | null;
} {
  const [, stepId, field] = /^steps\.([^.]+)\.?(.*)$/.exec(path) ?? [];
  return {
    code: (message ?? 'no-such-step') as MenuFaultCode | 'no-queue',
    stepId: stepId ?? null,
    field: field ?? null,
  };
}
