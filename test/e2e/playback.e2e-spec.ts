/** A recording listened to at the console by keyboard alone: its sound in parts, who listened, what keeps it, and what is left when it is gone. */
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { StoredRecording, Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, openConsole, scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { storeCall, type StoredCall } from '../support/stored-recording.js';

jest.setTimeout(150_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let writer: ApiClient;
let call: StoredCall;
let ticket: Ticket;
let lea: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  writer = await ApiClient.logIn(app.url, 'lea');
  const queues = await writer.get<{ items: { id: string; name: string }[] }>('/api/queues');
  const { status, body } = await writer.post<Ticket>('/api/tickets', {
    subject: 'Le câble livré est trop court',
    customer: { name: 'Claire Fontaine', email: 'claire@example.org' },
    queueId: queues.body.items.find(({ name }) => name === 'Support')?.id,
  });
  expect(status).toBe(201);
  ticket = body;
  call = await storeCall(database, app.dataDir, {
    ticketId: ticket.id,
    agentId: writer.agentId,
    seconds: 48,
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
}, 60_000);

const heardBy = async () =>
  (await writer.get<StoredRecording>(`/api/recordings/${call.recordingId}`)).body.playbacks;

describe('the sound of a recording', () => {
  const playback = randomUUID();
  const ask = (
    as: ApiClient,
    headers: Record<string, string> = {},
    method = 'GET',
    query = `?playback=${playback}`,
  ) =>
    fetch(`${app.url}/api/recordings/${call.recordingId}/sound${query}`, {
      method,
      headers: { authorization: `Bearer ${as.token}`, ...headers },
    });
  const bytes = async (answer: Response) => (await answer.arrayBuffer()).byteLength;

  test('comes whole or in the part that is asked for, is kept nowhere on the way, and is one listening', async () => {
    const head = await ask(writer, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(call.size)]);
    expect(await heardBy()).toEqual([]);
    const whole = await ask(writer);
    expect([whole.status, await bytes(whole)]).toEqual([200, call.size]);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-type': 'audio/wav',
      'content-disposition': expect.stringMatching(/^inline; filename="G-\d+-[\d-]+\.wav"$/) as string,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    const etag = whole.headers.get('etag') ?? '';
    for (const [range, more, expected] of [
      ['bytes=0-99', {}, [206, 100, `bytes 0-99/${call.size}`]],
      [
        'bytes=-100',
        { 'if-range': etag },
        [206, 100, `bytes ${call.size - 100}-${call.size - 1}/${call.size}`],
      ],
      ['bytes=44-', {}, [206, call.size - 44, `bytes 44-${call.size - 1}/${call.size}`]],
      ['bytes=0-99', { 'if-range': '"another"' }, [200, call.size, null]],
      ['bytes=0-1,5-9', {}, [200, call.size, null]],
    ] as const) {
      const part = await ask(writer, { range, ...more });
      expect([part.status, await bytes(part), part.headers.get('content-range')]).toEqual(expected);
    }
    const beyond = await ask(writer, { range: `bytes=${call.size}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${call.size}`]);
    expect((await heardBy()).map(({ id, by }) => [id, by.name])).toEqual([[playback, 'Léa Martin']]);
  });

  test('does not exist for a stranger, nor without a session or the id of a listening', async () => {
    const noor = await ApiClient.logIn(app.url, 'noor');
    const nobody = new ApiClient(app.url, 'x', '');
    for (const [who, status] of [
      [noor, 404],
      [nobody, 401],
    ] as const)
      for (const method of ['GET', 'HEAD']) expect((await ask(who, {}, method)).status).toBe(status);
    expect((await ask(writer, {}, 'GET', '')).status).toBe(400);
    expect((await writer.get(`/api/recordings/${call.recordingId}/download`)).status).toBe(403);
    expect(await heardBy()).toHaveLength(1);
  });
});

test('an agent opens it on the card, plays, goes back and forth and stops by keyboard; the card names who listened', async () => {
  lea = await openConsole(browser, app.url, 'lea', 'fr');
  await lea.goto(`${app.url}/work/${ticket.number}`);
  await press(lea, 'playback-open', 'Enter');
  await lea.getByTestId('playback-gaps').getByText('Pause à 0:24 : 0:20 non enregistré').waitFor();
  await scan(lea);
  const place = lea.getByTestId('playback-position');
  const second = () => place.inputValue().then(Number);
  await place.focus();
  await focused(place);
  await keys(lea, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft');
  expect(await second()).toBe(10);
  await lea.getByTestId('playback-speed').selectOption('2');
  await place.focus();
  await keys(lea, 'Space');
  await eventually('sound comes from the place that was chosen', async () => (await second()) > 11);
  await keys(lea, 'Space');
  await lea.getByTestId('playback-toggle').getByText('Écouter').waitFor();
  await keys(lea, 'End');
  await lea.getByTestId('playback-time').getByText('0:48 / 0:48').waitFor();
  await keys(lea, 'Home');
  expect(await second()).toBe(0);
  await press(lea, 'playback-toggle', 'Enter');
  await eventually('it plays again, from its beginning', async () => (await second()) > 1);
  await keys(lea, 'Enter');
  await eventually('how far she came is kept', async () =>
    (await heardBy()).some(({ from, to }) => from === 0 && Number(to) >= 11),
  );
  await lea.getByTestId('playback-listeners').locator('summary').press('Enter');
  await lea
    .getByTestId('playback-listeners')
    .getByText(/de 0:00 à 0:\d\d/)
    .waitFor();
  await scan(lea);
  expect(await lea.getByTestId('playback-download').count()).toBe(0);
  expect(await lea.getByTestId('hold-open').count()).toBe(0);
});

test('an administrator keeps it for a legal matter, which the agent’s card shows at once, lifts it, and takes a file that is noted', async () => {
  const ada = await openConsole(browser, app.url, 'ada', 'en');
  await ada.goto(`${app.url}/work/${ticket.number}`);
  await press(ada, 'playback-open', 'Enter');
  await press(ada, 'hold-open', 'Enter');
  await ada.getByTestId('hold-reason').fill('Dispute 2026/118');
  await keys(ada, 'Enter');
  await ada.getByTestId('playback-hold').getByText('Dispute 2026/118').waitFor();
  await lea.getByTestId('call-recorded').getByText('Conservation juridique').waitFor();
  await lea.getByTestId('playback-hold').getByText('Dispute 2026/118').waitFor();
  const [file] = await Promise.all([ada.waitForEvent('download'), press(ada, 'playback-download', 'Enter')]);
  expect(file.suggestedFilename()).toMatch(/^G-\d+-[\d-]+\.wav$/);
  expect((await heardBy()).map(({ by, kind }) => [by.name, kind])[0]).toEqual([
    expect.stringMatching(/^Ada/),
    'downloaded',
  ]);
  await press(ada, 'hold-open', 'Enter');
  await ada.getByTestId('hold-reason').fill('Settled');
  await scan(ada);
  await keys(ada, 'Enter');
  await lea.locator('[data-testid=playback-hold][data-held=false]').waitFor();
});

test('when the sound does not come it is said, and another try brings it', async () => {
  await lea.reload();
  await press(lea, 'playback-open', 'Enter');
  await lea.route('**/sound?**', (route) => route.abort());
  await press(lea, 'playback-toggle', 'Enter');
  const failed = lea.getByTestId('playback-failed');
  await failed.waitFor();
  await scan(lea);
  await lea.unroute('**/sound?**');
  await failed.getByRole('button').press('Enter');
  await failed.waitFor({ state: 'detached' });
  await press(lea, 'playback-toggle', 'Enter');
  await eventually(
    'it plays',
    async () => Number(await lea.getByTestId('playback-position').inputValue()) > 0,
  );
});

test('when its time is over the card says when and why, and still who listened', async () => {
  await database.query(
    `UPDATE voice.recording SET sha256 = NULL, size = NULL, peaks = NULL, deletion = 'retention', deleted_at = '2026-11-20T09:00:00Z'
     WHERE id = $1`,
    [call.recordingId],
  );
  await lea.reload();
  await lea
    .getByTestId('call-recorded')
    .getByText('enregistrement supprimé le vendredi 20 novembre 2026')
    .waitFor();
  await press(lea, 'playback-open', 'Enter');
  await lea.getByTestId('playback-none').getByText('durée de conservation était écoulée').waitFor();
  await lea.getByTestId('playback-listeners').getByText('Qui a écouté').waitFor();
  await scan(lea);
});

async function press(page: Page, testId: string, key: string): Promise<void> {
  const button = page.getByTestId(testId);
  await button.waitFor();
  await button.focus();
  await focused(button);
  await page.keyboard.press(key);
}
