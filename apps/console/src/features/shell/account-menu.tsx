/** Behind my picture: who I am here, language, appearance, sound, letter keys, absences, log-out. */
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { Popover } from 'radix-ui';
import { CalendarOff, Ear, LogOut } from 'lucide-react';
import type { MeView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { preferences, prefer } from '../../preferences.js';
import { useCell } from '../../rt/cell.js';
import { Avatar } from '../../ui/avatar.js';
import { showRefusal } from '../../ui/failure.js';
import { presenceOf } from '../agent-state/shown-state.js';
import { logOut } from '../session/session.js';
import { AbsenceDialog } from '../stand-in/absence-dialog.js';
import { ListenedToDialog } from '../supervision/listened-to-dialog.js';
import { LanguagePicker, ThemePicker } from './pickers.js';

export function AccountMenu({ me }: { me: MeView }) {
  const say = useSay();
  const roles: Record<MeView['role'], MessageId> = {
    agent: 'role.agent',
    supervisor: 'role.supervisor',
    admin: 'role.admin',
  };
  const [open, setOpen] = useState(false);
  const [planning, setPlanning] = useState(false);
  const [reading, setReading] = useState(false);
  return (
    <>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          className="plain round"
          aria-label={say('top.account', { name: me.name })}
          data-testid="account"
        >
          <Avatar id={me.id} name={me.name} photo={me.photo} presence={presenceOf(me)} />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            className="pop account"
            align="end"
            sideOffset={8}
            collisionPadding={8}
            aria-label={say('top.account', { name: me.name })}
          >
            <div className="account-who">
              <Avatar id={me.id} name={me.name} photo={me.photo} />
              <div>
                <b data-testid="me-name">{me.name}</b>
                <small>
                  {say(roles[me.role])} · {me.email}
                </small>
              </div>
            </div>
            <LanguagePicker />
            <ThemePicker />
            <Switch name="ring" label={say('account.ring')} />
            <Switch name="letters" label={say('account.letters')} />
            <button
              type="button"
              className="btn"
              data-testid="absences"
              onClick={() => {
                setOpen(false);
                setPlanning(true);
              }}
            >
              <CalendarOff className="ic" aria-hidden="true" />
              {say('absence.title')}
            </button>
            <button
              type="button"
              className="btn"
              data-testid="listened-to-open"
              onClick={() => {
                setOpen(false);
                setReading(true);
              }}
            >
              <Ear className="ic" aria-hidden="true" />
              {say('supervision.listened-title')}
            </button>
            <button
              type="button"
              className="btn"
              data-testid="logout"
              onClick={() => void logOut().catch((error: unknown) => showRefusal(asRefusal(error)))}
            >
              <LogOut className="ic" aria-hidden="true" />
              {say('account.logout')}
            </button>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {planning && createPortal(<AbsenceDialog me={me} onClose={() => setPlanning(false)} />, document.body)}
      {reading && createPortal(<ListenedToDialog onClose={() => setReading(false)} />, document.body)}
    </>
  );
}

function Switch({ name, label }: { name: 'ring' | 'letters'; label: string }) {
  const on = useCell(preferences, (value) => value[name]);
  return (
    <label className="switch">
      <span>{label}</span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        onChange={() => prefer({ [name]: !on })}
        data-testid={`switch-${name}`}
      />
    </label>
  );
}
