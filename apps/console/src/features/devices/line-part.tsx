/** The telephone line: whether it stands, and a short call to the house itself that says how it carries sound. */
import { useState } from 'react';
import type { MessageId } from '@lib/design';
import { useSay, type Say } from '../../i18n.js';
import { figureText } from '../../ui/time-text.js';
import { soundText } from '../voice/call-sound.js';
import type { LineCheck } from '../voice/line-check.js';
import { currentPhone, startPhone, usePhone, type PhoneView } from '../voice/phone.js';
import { found } from './device-choice.js';
import { LastFound } from './last-found.js';

const texts: Record<PhoneView['status'], MessageId> = {
  off: 'device.phone-off',
  connecting: 'device.phone-connecting',
  ready: 'device.phone-ready',
  ringing: 'device.phone-busy',
  talking: 'device.phone-busy',
  error: 'device.phone-error',
};

export function LinePart() {
  const say = useSay();
  const phone = usePhone();
  const [check, setCheck] = useState<LineCheck | 'running' | null>(null);
  const status = phone?.status ?? 'off';
  const down = status === 'off' || status === 'error';
  const test = async (): Promise<void> => {
    setCheck('running');
    const result = (await currentPhone()?.checkLine()) ?? { ok: false, help: 'phone.no-connection' };
    setCheck(result);
    found('line', {
      ok: result.ok && result.level !== 'poor',
      ...(result.ok && result.level && { level: result.level }),
    });
  };
  return (
    <section className="check" aria-labelledby="check-line">
      <h3 id="check-line">{say('device.phone')}</h3>
      <p>{say(texts[status], { code: phone?.error?.code ?? '' })}</p>
      {phone?.error && <p className="muted">{say(phone.error.help)}</p>}
      <p role="status" data-testid="line-state" data-state={stateOf(check)}>
        {check === 'running' ? say('line.running') : check && resultText(check, say)}
      </p>
      {check === null && <LastFound of="line" />}
      {down ? (
        <button type="button" className="btn sm" onClick={() => void startPhone().catch(() => undefined)}>
          {say('device.phone-start')}
        </button>
      ) : (
        <button
          type="button"
          className="btn sm"
          disabled={status !== 'ready' || check === 'running'}
          onClick={() => void test()}
          data-testid="line-test"
        >
          {say('line.test')}
        </button>
      )}
    </section>
  );
}

function stateOf(check: LineCheck | 'running' | null): string {
  if (check === null || check === 'running') return check ?? 'idle';
  return check.ok ? (check.level ?? 'unknown') : 'failed';
}

/** In words first; the figures stand behind them. */
function resultText(check: LineCheck, say: Say): string {
  if (!check.ok) return say(check.help);
  const { level, lossPercent, rttMs } = check;
  const parts = [soundText(level, say), say('line.lost', { value: figureText(lossPercent) })];
  if (rttMs !== null) parts.push(say('line.there-and-back', { ms: rttMs }));
  const figures = parts.join(' · ');
  return level === 'poor' || level === 'fair' ? `${figures}. ${say('line.weak')}` : figures;
}
