/** The bar on top of every page: search and commands, my load, my devices, my state, me. */
import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Keys } from '../../ui/keys.js';
import { Mark } from '../../ui/mark.js';
import { StatePicker } from '../agent-state/state-picker.js';
import { DeviceCheck } from '../devices/device-check.js';
import { runCommand } from '../keyboard/commands.js';
import { AccountMenu } from './account-menu.js';
import { LoadMeter } from './load-meter.js';

export function TopBar({ me }: { me: MeView }) {
  const say = useSay();
  return (
    <header className="top">
      <Link className="logo" to="/work" aria-label={say('app.name')}>
        <Mark />
      </Link>
      <button
        type="button"
        className="search"
        onClick={() => runCommand('palette')}
        data-testid="open-palette"
      >
        <Search className="ic" aria-hidden="true" />
        <span>{say('top.search')}</span>
        <Keys of="palette" />
      </button>
      <span className="sp" />
      <LoadMeter me={me} />
      <DeviceCheck />
      <StatePicker me={me} />
      <AccountMenu me={me} />
    </header>
  );
}
