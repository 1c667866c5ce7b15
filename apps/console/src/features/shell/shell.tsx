/** What stands around every page: bar, rail, banner, offers, toasts, palette and keys. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Outlet } from '@tanstack/react-router';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { SetAwayNotice } from '../agent-state/set-away-notice.js';
import { listenToKeys, useCommand } from '../keyboard/commands.js';
import { ShortcutSheet } from '../keyboard/shortcut-sheet.js';
import { MailboxBanner } from '../mailbox-settings/mailbox-banner.js';
import { runForLeader } from '../offer/leader.js';
import { OfferStack } from '../offer/offer-stack.js';
import { ListeningBar } from '../supervision/listening-bar.js';
import { DevicesDialog } from '../devices/devices-dialog.js';
import { startPhone } from '../voice/phone.js';
import { ConnectionBanner } from './connection-banner.js';
import { Rail } from './rail.js';
import { Toasts } from './toasts.js';
import { TopBar } from './top-bar.js';

const Palette = lazy(() => import('../search/palette.js'));

export function Shell({ me: known }: { me: MeView }) {
  const say = useSay();
  const me = useLive((state) => state.me) ?? known;
  const [open, setOpen] = useState<'palette' | 'sheet' | 'devices' | null>(null);
  useEffect(listenToKeys, []);
  useEffect(runForLeader, []);
  useCommand('palette', () => setOpen('palette'));
  useCommand('search', () => setOpen('palette'));
  useCommand('sheet', () => setOpen('sheet'));
  useCommand('devices', () => setOpen('devices'));
  const takesCalls = me.load.voice.max > 0;
  useEffect(() => {
    if (takesCalls) void startPhone().catch(() => undefined);
  }, [takesCalls]);

  return (
    <div className="frame">
      <a className="skip" href="#content">
        {say('nav.skip')}
      </a>
      <ConnectionBanner />
      <SetAwayNotice me={me} />
      <MailboxBanner me={me} />
      <ListeningBar me={me} />
      <div className="app">
        <TopBar me={me} />
        <Rail me={me} />
        <Outlet />
      </div>
      <OfferStack />
      <Toasts />
      {open === 'palette' && (
        <Suspense fallback={null}>
          <Palette me={me} onClose={() => setOpen(null)} />
        </Suspense>
      )}
      {open === 'devices' && <DevicesDialog onClose={() => setOpen(null)} />}
      {open === 'sheet' && <ShortcutSheet onClose={() => setOpen(null)} />}
    </div>
  );
}
