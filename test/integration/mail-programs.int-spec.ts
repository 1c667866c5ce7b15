/** What we write is answered by other people's programs: whatever they keep of our ids and address, the answer finds its ticket. */
import type { Principal } from '@lib/platform';
import {
  byAppleMail,
  byGmail,
  byOldProgram,
  byOutlook,
  byTelephone,
  type Answered,
} from '../fixtures/mail-programs.js';
import { MailHouse, SUPPORT } from '../support/mail-house.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let house: MailHouse;
let lea: Principal;
let customers = 0;

beforeAll(async () => {
  house = await MailHouse.open(database.url);
  lea = await house.agent('Léa');
});
afterAll(() => house?.close());

async function answered(): Promise<Answered & { ticketId: string }> {
  const customer = `sophie${(customers += 1)}@home.example`;
  const theirId = `<first.${customers}.${Date.now()}@home.example>`;
  const [fate] = await house.arrive({
    from: customer,
    subject: 'Facture',
    headers: { 'Message-ID': theirId },
  });
  const ticketId = fate?.ticketId ?? '';
  const quoted = 'Nous regardons.';
  const { head } = await house.answer(ticketId, lea, { text: quoted });
  return {
    ticketId,
    customer,
    theirId,
    quoted,
    ourId: head.get('message-id') ?? '',
    replyTo: /[^<\s]+@[^>\s]+/.exec(head.get('reply-to') ?? '')?.[0] ?? '',
    support: SUPPORT,
    said: 'Oui, ça marche !',
  };
}

test.each([
  ['Gmail', byGmail],
  ['Outlook', byOutlook],
  ['Apple Mail', byAppleMail],
  ['a telephone that keeps no id', byTelephone],
  ['an old program that answers to From', byOldProgram],
])('answered by %s: on its ticket, the new words alone in sight, twice over', async (_name, write) => {
  const matter = await answered();
  const to = [write === byOldProgram ? matter.support : matter.replyTo];
  const fates = await house.arrive(
    { raw: write(matter), to },
    { raw: write({ ...matter, said: 'Et merci encore.' }), to },
  );
  expect(fates.map(({ state, ticketId }) => ({ state, ticketId }))).toEqual(
    Array(2).fill({ state: 'processed', ticketId: matter.ticketId }),
  );
  const said = (await house.timeline(matter.ticketId)).filter(
    ({ kind, direction, visibility }) =>
      kind === 'message' && direction === 'in' && visibility === 'customer',
  );
  expect(said.slice(1).map(({ replyText, text }) => replyText ?? text)).toEqual([
    'Oui, ça marche !',
    'Et merci encore.',
  ]);
});
