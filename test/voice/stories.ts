/** What can become of a call: one row a story, each with a caller of its own; who builds more of the telephone adds rows. */
import { callsBack } from './calling-back.js';
import { CLOSED_NUMBER, MENU_NUMBER } from './house-menus.js';
import { isHeardAs, listens, stopsListening } from './listening.js';
import { recordingIs, wishes } from './recording.js';
import { until, type Caller, type VoiceHouse } from './voice-house.js';

export interface Story {
  name: string;
  /** Plays to the end of the call and answers it; throws when something does not come about. */
  play(house: VoiceHouse): Promise<Caller>;
}

const NOBODY_LISTENS = 'http://127.0.0.1:9/voice/inbound';

/** The words, then what happens; every story ends with the call. */
const story = (name: string, play: (house: VoiceHouse) => Promise<Caller>): Story => ({
  name,
  play: async (house) => {
    const caller = await play(house);
    await house.reaches(caller, 'ended');
    await house.letGo(caller);
    return caller;
  },
});

export const stories: Story[] = [
  story('answered, and the caller hangs up', async (house) => {
    const caller = house.caller();
    await house.talking(caller);
    caller.hangUp();
    return caller;
  }),
  story('answered, and the agent hangs up: the caller hears goodbye and is let go', async (house) => {
    const caller = house.caller();
    (await house.talking(caller)).phone.putDown();
    return caller;
  }),
  story('given up in the menu', async (house) => {
    const { phone, ...caller } = house.hummer(MENU_NUMBER);
    await phone.hears(/What about/);
    caller.hangUp();
    return caller;
  }),
  story('given up in the queue', async (house) => {
    const { phone, ...caller } = house.hummer(MENU_NUMBER);
    await phone.hears(/What about/);
    caller.press('1');
    await house.interactionIs(caller, 'waiting');
    caller.hangUp();
    await house.interactionIs(caller, 'abandoned');
    return caller;
  }),
  story('given up while offered', async (house) => {
    const caller = house.caller();
    await house.ringing(caller);
    caller.hangUp();
    await house.interactionIs(caller, 'abandoned');
    return caller;
  }),
  story("given up while the agent's phone rings", async (house) => {
    const caller = house.caller();
    const ringing = await house.ringing(caller);
    const { phone } = ringing.agent;
    const before = phone.timesRung;
    await house.accept(ringing, 'ring');
    await until(() => phone.timesRung > before);
    caller.hangUp();
    await until(() => phone.line?.over);
    return caller;
  }),
  story('declined once, taken by the next', async (house) => {
    const caller = house.caller();
    await house.decline(await house.ringing(caller));
    await house.talking(caller);
    caller.hangUp();
    return caller;
  }),
  story('not taken in time, taken by the next', async (house) => {
    const caller = house.caller();
    await house.outlast(await house.ringing(caller));
    await house.talking(caller);
    caller.hangUp();
    return caller;
  }),
  ...(['busy', 'no-answer'] as const).map((word) =>
    story(`the agent's phone says ${word}, the next one answers`, async (house) => {
      const caller = house.caller();
      await house.accept(await house.ringing(caller), word);
      await house.talking(caller);
      caller.hangUp();
      return caller;
    }),
  ),
  story('on hold, and the customer hangs up', async (house) => {
    const caller = house.caller();
    await house.control(caller, await house.talking(caller), 'hold');
    caller.hangUp();
    return caller;
  }),
  story('on hold and back, and the agent hangs up', async (house) => {
    const caller = house.caller();
    const agent = await house.talking(caller);
    await house.control(caller, agent, 'hold');
    await house.control(caller, agent, 'resume');
    agent.phone.putDown();
    return caller;
  }),
  story('on hold, and the agent hangs up: nobody is left with music', async (house) => {
    const caller = house.caller();
    const agent = await house.talking(caller);
    await house.control(caller, agent, 'hold');
    agent.phone.putDown();
    return caller;
  }),
  story('a colleague asked in is let go again', async (house) => {
    const caller = house.caller();
    const agent = await house.talking(caller);
    const colleague = await house.consult(caller, agent);
    await house.dismiss(caller, agent, colleague);
    await house.legEnded(caller, colleague);
    await house.interactionIs(caller, 'connected');
    caller.hangUp();
    return caller;
  }),
  story('a colleague asked in goes on alone with the customer', async (house) => {
    const caller = house.caller();
    const agent = await house.talking(caller);
    const colleague = await house.consult(caller, agent);
    agent.phone.putDown();
    await house.legEnded(caller, agent);
    await house.interactionIs(caller, 'connected');
    colleague.phone.putDown();
    return caller;
  }),
  story('the customer hangs up while colleagues consult', async (house) => {
    const caller = house.caller();
    await house.consult(caller, await house.talking(caller));
    caller.hangUp();
    return caller;
  }),
  story('handed over on the phone', async (house) => {
    const caller = house.caller();
    const agent = await house.talking(caller);
    const colleague = await house.consult(caller, agent);
    await house.handOver(caller, agent, colleague);
    await house.legEnded(caller, agent);
    await house.interactionIs(caller, 'connected');
    caller.hangUp();
    return caller;
  }),
  story('closed: a message is left', async (house) => {
    const { phone, ...caller } = house.hummer(CLOSED_NUMBER);
    await phone.hears(/bip|after the tone/);
    await phone.speaks(3);
    caller.press('#');
    return caller;
  }),
  story('rather a message than to wait', async (house) => {
    const { phone, ...caller } = house.hummer(MENU_NUMBER);
    await phone.hears(/What about/);
    caller.press('1');
    await phone.hears(/faites le 2|press 2/);
    await house.chooses({ ...caller, phone }, '2', /bip|after the tone/);
    await phone.speaks(3);
    caller.press('#');
    return caller;
  }),
  story('a call we make, answered', async (house) => {
    const caller = await house.callOut('answer');
    await house.interactionIs(caller, 'connected');
    caller.hangUp();
    return caller;
  }),
  ...(['busy', 'no-answer'] as const).map((word) =>
    story(`a call we make, ${word}`, async (house) => {
      const caller = await house.callOut(word);
      await house.legEnded(caller, caller.agent);
      return caller;
    }),
  ),
  story('a supervisor listens, whispers, joins in, and leaves the two to themselves', async (house) => {
    const caller = house.caller();
    await house.talking(caller);
    const boss = await listens(house, caller);
    for (const mode of ['whisper', 'barge'] as const) await isHeardAs(house, caller, boss, mode);
    await stopsListening(house, caller, boss);
    await house.interactionIs(caller, 'connected');
    caller.hangUp();
    return caller;
  }),
  story(
    'the agent leaves while a supervisor only listens: the caller is not left with somebody mute',
    async (house) => {
      const caller = house.caller();
      const agent = await house.talking(caller);
      const boss = await listens(house, caller);
      agent.phone.putDown();
      await house.legEnded(caller, boss);
      return caller;
    },
  ),
  story('asked to be called back, and called back', async (house) => {
    const { phone, ...waits } = house.hummer(MENU_NUMBER);
    await phone.hears(/What about/);
    waits.press('3');
    await house.interactionIs(waits, 'waiting');
    await house.chooses({ ...waits, phone }, '1', /rappeler au|call you back on/);
    await house.chooses({ ...waits, phone }, '1', /rappellerons au|will call you on/);
    await house.reaches(waits, 'ended');
    const caller = await callsBack(house, waits);
    await house.interactionIs(caller, 'connected');
    caller.hangUp();
    return caller;
  }),
  story('recorded, and silent while a card number is said', async (house) => {
    const agent = await house.hire('Records', 'available', { queueId: house.queues.recorded });
    const { phone, ...caller } = house.hummer(MENU_NUMBER);
    await phone.hears(/What about/);
    caller.press('4');
    await house.talking(caller);
    await house.declares(agent, 'away');
    await recordingIs(house, caller, 'recording');
    await wishes(house, caller, agent, 'record-pause');
    // A carrier that does not confirm in time stops it altogether: never does it go on.
    if ((await recordingIs(house, caller, 'paused', 'stopped')) === 'paused') {
      await wishes(house, caller, agent, 'record-resume');
      await recordingIs(house, caller, 'recording', 'stopped');
    }
    caller.hangUp();
    return caller;
  }),
  story('nobody at the address of our number: the other address takes the call', async (house) => {
    const caller = house.caller(undefined, NOBODY_LISTENS);
    await house.talking(caller);
    caller.hangUp();
    return caller;
  }),
];

/** Played alone: it takes the room of everybody. */
export const lineFull = story("the carrier's line is full, then has room again", async (house) => {
  const line = house.carrier.exchange.queues.named('waiting');
  line.maxSize = 0;
  const caller = house.caller();
  await house.ringing(caller);
  line.maxSize = 1_000;
  await house.talking(caller);
  caller.hangUp();
  return caller;
});
