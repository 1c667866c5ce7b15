/** The door: e-mail and password, pasted or filled by a manager; says plainly what went wrong. */
import { useState, type FormEvent } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import type { MessageId } from '@lib/design';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { LanguagePicker, ThemePicker } from '../shell/pickers.js';
import { Mark } from '../../ui/mark.js';
import { logIn } from './session.js';

export function LoginPage({ expired }: { expired: boolean }) {
  const say = useSay();
  const [fault, setFault] = useState<MessageId | null>(null);
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    try {
      await logIn(String(form.get('email')), String(form.get('password')));
    } catch (error) {
      setFault(faultOf(asRefusal(error).code));
      setBusy(false);
    }
  }

  return (
    <main className="login">
      <form className="login-card" onSubmit={submit} data-testid="login">
        <div className="login-head">
          <Mark />
          <h1>{say('app.name')}</h1>
          <p>{expired ? say('login.expired') : say('login.lead')}</p>
        </div>
        <label className="field">
          <span>{say('login.email')}</span>
          <input
            name="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            aria-describedby={fault ? 'login-fault' : undefined}
            data-testid="login-email"
          />
        </label>
        <label className="field">
          <span>{say('login.password')}</span>
          <span className="with-button">
            <input
              name="password"
              type={open ? 'text' : 'password'}
              autoComplete="current-password"
              required
              aria-describedby={fault ? 'login-fault' : undefined}
              data-testid="login-password"
            />
            <button
              type="button"
              className="btn ghost icon sm"
              aria-label={say(open ? 'login.hide' : 'login.show')}
              onClick={() => setOpen(!open)}
            >
              {open ? (
                <EyeOff className="ic" aria-hidden="true" />
              ) : (
                <Eye className="ic" aria-hidden="true" />
              )}
            </button>
          </span>
        </label>
        {fault && (
          <p className="fault" id="login-fault" role="alert" data-testid="login-fault">
            {say(fault)}
          </p>
        )}
        <button type="submit" className="btn primary tall" disabled={busy} data-testid="login-submit">
          {say('login.submit')}
        </button>
        <div className="login-foot">
          <LanguagePicker />
          <ThemePicker />
        </div>
      </form>
    </main>
  );
}

function faultOf(code: string): MessageId {
  if (code === 'network' || code === 'not-ready') return 'login.unreachable';
  if (code === 'too-many-attempts' || code === 'rate-limited') return 'login.too-many';
  return code === 'internal' ? 'problem.internal' : 'login.wrong';
}
