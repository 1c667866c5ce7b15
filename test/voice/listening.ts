/** A supervisor on a colleague's call: comes in unheard, is heard as they wish, and goes. */
import type { ListeningMode } from '@lib/contracts';
import { ListeningService } from '../../libs/supervision/src/listening.service.js';
import type { Agent, Caller, VoiceHouse } from './voice-house.js';

export async function listens(house: VoiceHouse, caller: Caller): Promise<Agent> {
  const boss = await house.hire('Boss', 'away', { role: 'supervisor' });
  const { id } = await house.interaction(caller);
  await house.get(ListeningService).listen(boss.principal, id, { purpose: 'training' });
  await isThere(house, caller, 'listen');
  return boss;
}

export async function isHeardAs(
  house: VoiceHouse,
  caller: Caller,
  boss: Agent,
  mode: ListeningMode,
): Promise<void> {
  const { id } = await house.interaction(caller);
  await house.get(ListeningService).set(boss.principal, id, mode);
  await isThere(house, caller, mode);
}

export async function stopsListening(house: VoiceHouse, caller: Caller, boss: Agent): Promise<void> {
  const { id } = await house.interaction(caller);
  await house.get(ListeningService).leave(boss.principal, id);
  await house.legEnded(caller, boss);
}

function isThere(house: VoiceHouse, caller: Caller, mode: ListeningMode): Promise<unknown> {
  return house.until(
    `SELECT 1 FROM supervision.listening_now AS now JOIN tickets.interaction ON interaction.id = now.interaction_id
     WHERE interaction.thread_key = 'call:' || $1 AND now.ended_at IS NULL AND now.here_at IS NOT NULL AND now.mode = $2`,
    caller,
    mode,
  );
}
