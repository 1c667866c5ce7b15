/** Who is logged in here: asked at start, changed by log-in, log-out and the server's word that it is over. */
import type { MeView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { whenSessionLost } from '../../api/http.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { hasChosen, prefer } from '../../preferences.js';
import { createCell } from '../../rt/cell.js';
import { closeLive, openLive } from '../../rt/live.js';
import { stopPhone } from '../voice/phone.js';

export type Session =
  | { kind: 'asking' }
  | { kind: 'unreachable'; refusal: Refusal }
  | { kind: 'out'; expired: boolean }
  | { kind: 'in'; me: MeView };

export const session = createCell<Session>({ kind: 'asking' });

export async function startSession(): Promise<void> {
  whenSessionLost(expire);
  try {
    enter(await api.me());
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal.status === 401) session.set({ kind: 'out', expired: false });
    else session.set({ kind: 'unreachable', refusal });
  }
}

export async function logIn(email: string, password: string): Promise<void> {
  const { agent } = await api.login(email, password);
  enter(agent);
}

export async function logOut(): Promise<void> {
  await api.logout();
  leave(false);
}

function enter(me: MeView): void {
  if (!hasChosen()) prefer({ locale: me.locale });
  openLive(expire);
  session.set({ kind: 'in', me });
}

function expire(): void {
  if (session.get().kind === 'in') leave(true);
}

function leave(expired: boolean): void {
  session.set({ kind: 'out', expired });
  stopPhone();
  closeLive();
}
