/** A hand-over from one console to another by keyboard alone: asked, refused with a reason, asked again, accepted; axe on each screen. */
import { jest } from '@jest/globals';
import type { Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, openConsole, scan, types } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let giver: ApiClient;
let ticket: Ticket;
let lea: Page;
let sam: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  giver = await ApiClient.logIn(app.url, 'lea');
  const { body } = await giver.post<Ticket>('/api/tickets', {
    subject: 'Charged twice',
    customer: { name: 'Sophie Marchand', email: 'sophie@example.org' },
  });
  ticket = body;
  [lea, sam] = await Promise.all([logIn('lea', 'fr'), logIn('sam', 'en')]);
  await lea.goto(`${app.url}/work/${ticket.number}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('asked: the dialog is filled in without a mouse, and the giver sees that it waits', async () => {
  await lea.getByTestId('timeline').focus();
  await keys(lea, 'h');
  await lea.getByTestId('handover-dialog').waitFor();
  await keys(lea, 'Tab');
  await focused(lea.getByRole('textbox', { name: 'Personne ou équipe' }));
  await lea.keyboard.type('Sam');
  await keys(lea, 'Tab', 'Space', 'Tab');
  await focused(lea.getByTestId('handover-kind-transfer'));
  await keys(lea, 'ArrowLeft', 'ArrowLeft', 'Tab');
  await focused(lea.getByTestId('handover-wants'));
  // Read off the ticket and marked as such; typing takes its place.
  await lea.getByTestId('handover-wants-proposed').waitFor();
  expect(await lea.getByTestId('handover-wants').inputValue()).toBe('Charged twice');
  await lea.keyboard.type('Une preuve écrite du doublon');
  await keys(lea, 'Tab', 'Tab', 'Tab');
  await lea.keyboard.type('Avant 11 h');
  expect(await lea.getByTestId('handover-wants').inputValue()).toBe('Une preuve écrite du doublon');
  await keys(lea, 'Tab');
  await lea.keyboard.type('Doublon confirmé, elle est pressée.');
  await scan(lea);
  await keys(lea, 'Control+Enter');
  await lea.getByTestId('handover-dialog').waitFor({ state: 'detached' });
  await lea.getByTestId('hand-over-waiting').getByText('En attente de Sam').waitFor();
  expect(await lea.getByTestId('hand-over').count()).toBe(0);
  await scan(lea);
});

test('refused: the colleague hears of it on any page, reads the whole card, and says why not', async () => {
  await sam.getByTestId('hand-over-notice').waitFor();
  await scan(sam);
  await sam.getByTestId('hand-over-look').focus();
  await keys(sam, 'Enter');
  const card = sam.getByTestId('hand-over-card');
  await card.getByRole('heading', { name: 'Léa Martin introduces you' }).waitFor();
  await sam.getByTestId('hand-over-notice').waitFor({ state: 'detached' });
  expect(await card.getByTestId('hand-over-note').innerText()).toBe('Doublon confirmé, elle est pressée.');
  expect(await card.locator('dd').allInnerTexts()).toEqual(['Une preuve écrite du doublon', 'Avant 11 h']);
  await scan(sam);

  await sam.getByTestId('hand-over-decline').focus();
  await keys(sam, 'Enter', 'Enter');
  await card.getByRole('alert').waitFor();
  await scan(sam);
  await keys(sam, 'Escape');
  await focused(sam.getByTestId('hand-over-decline'));
  await keys(sam, 'Enter');
  await types(sam, 'On a call until noon');
  await keys(sam, 'Enter');
  await card.waitFor({ state: 'detached' });
  await lea.getByTestId('timeline').getByText('On a call until noon').waitFor();
  await owned(giver.agentId);
});

test('accepted: it is theirs on both consoles, and the line stands in the thread', async () => {
  const receiver = await ApiClient.logIn(app.url, 'sam');
  const { status } = await giver.post(`/api/tickets/${ticket.id}/hand-over`, {
    to: { agentId: receiver.agentId },
    innerNote: 'Now?',
    customerLine: 'Let me introduce Sam.',
  });
  expect(status).toBe(200);
  // Still on the ticket's own page, the card comes by itself.
  await sam.getByTestId('hand-over-accept').focus();
  await keys(sam, 'Enter');
  await owned(receiver.agentId);
  await sam.getByTestId('timeline').getByText('Let me introduce Sam.').waitFor();
  await lea.getByTestId('timeline').getByText('Let me introduce Sam.').waitFor();
  const inOneMinute = sam.getByTestId('brief-card');
  await inOneMinute.getByText('Handed over by Léa Martin to Sam').waitFor();
  await inOneMinute.getByText('1 person met: Léa Martin · 1 hand-over').waitFor();
  await scan(sam);
});

test('a task for the team is taken and brought back on another console; without it nothing is resolved in silence', async () => {
  const card = sam.getByTestId('tasks-card');
  await card.getByTestId('task-new').focus();
  await keys(sam, 'Enter');
  await types(sam, 'Find the second payment');
  await card.getByTestId('task-to').selectOption({ label: 'Support' });
  await scan(sam);
  await card.getByTestId('task-give').focus();
  await keys(sam, 'Enter');
  await card.locator('[data-testid=task][data-state=open]').waitFor();
  await sam.getByTestId('resolve').click();
  await sam.getByTestId('resolve-drop').waitFor();
  await keys(sam, 'Tab', 'Tab', 'Tab', 'Tab', 'Enter');
  await scan(sam);
  await keys(sam, 'Escape');
  await lea.getByTestId('nav-tasks').getByText('1').waitFor();
  await lea.getByTestId('nav-tasks').click();
  await lea.waitForURL('**/tasks');
  await lea.reload();
  await lea.getByTestId('task-take').waitFor();
  await scan(lea);
  await lea.getByTestId('task-take').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('task-finish').focus();
  await keys(lea, 'Enter');
  await types(lea, 'Trouvé, remboursement lancé');
  await scan(lea);
  await lea.getByTestId('task-words-send').focus();
  await keys(lea, 'Enter');
  await card.locator('[data-testid=task][data-state=done]').waitFor();
  await sam.getByTestId('timeline').getByText('Trouvé, remboursement lancé').waitFor();
});

test('a swarm is called, joined and left by keyboard, and the owner stays', async () => {
  const card = sam.getByTestId('swarm-card');
  await card.getByTestId('swarm-call').focus();
  await keys(sam, 'Enter');
  await types(sam, 'Why twice?');
  const box = card.getByTestId('swarm-agent-lea@guichet.test');
  if (!(await box.isChecked())) await box.check();
  await scan(sam);
  await card.getByTestId('swarm-send').focus();
  await keys(sam, 'Enter');
  await lea.getByTestId('swarm-notice').getByText('Why twice?').waitFor();
  await scan(lea);
  await lea.getByTestId('swarm-look').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('swarm-accept').focus();
  await keys(lea, 'Enter');
  await card.locator('[data-testid=swarm-seat][data-state=accepted]').getByText('Léa Martin').waitFor();
  await lea.locator('[data-testid=swarm-banner][data-state=accepted]').waitFor();
  await scan(lea);
  await lea.getByTestId('swarm-leave').focus();
  await keys(lea, 'Enter');
  await card.locator('[data-testid=swarm-seat]').getByText('Léa Martin').waitFor({ state: 'detached' });
  await sam.locator('[data-testid=ticket-owner][data-owner]').waitFor();
});

async function owned(agentId: string): Promise<void> {
  await lea.locator(`[data-testid=ticket-owner][data-owner="${agentId}"]`).waitFor();
  await eventually('the owner is who it should be', async () => {
    const { body } = await giver.get<Ticket>(`/api/tickets/${ticket.id}`);
    return body.owner?.id === agentId;
  });
}

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
