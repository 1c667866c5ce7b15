/** Whoever asked to be called back is called by somebody who is hired for just that. */
import { Handset } from './handset.js';
import { until, type Agent, type Caller, type VoiceHouse } from './voice-house.js';

/** The call of ours, once it was accepted; the customer picks up. */
export async function callsBack(
  house: VoiceHouse,
  { sid, number }: Caller,
): Promise<Caller & { agent: Agent }> {
  const phone = new Handset(number);
  house.carrier.sockets.set(phone.address, () => phone.newLine());
  const agent = await house.hire('Calls back', 'available', { queueId: house.queues.callsBack });
  const callback = await until(() =>
    house.stage.value<string | undefined>(
      `SELECT callback.interaction_id FROM callbacks.callback
       JOIN tickets.interaction ON interaction.ticket_id = callback.ticket_id WHERE interaction.thread_key = 'call:' || $1`,
      [sid],
    ),
  );
  const offerId = await until(() =>
    house.stage.value<string | undefined>(
      `SELECT id FROM routing.offer WHERE interaction_id = $1 AND agent_id = $2 AND state = 'made'`,
      [callback, agent.principal.agentId],
    ),
  );
  await house.accept({ offerId, agent });
  await house.declares(agent, 'away');
  return { ...house.outgoing(`CA${callback.replaceAll('-', '')}`, phone), agent };
}
