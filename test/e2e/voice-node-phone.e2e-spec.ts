/** The carrier as a process of its own, driven by hand from the real test phone page: menu, keypad, music, hanging up. */
import { jest } from '@jest/globals';
import { fork, execFileSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { supportNumber, voiceNodeOptions } from '../fixtures/audio/account.js';
import { AccountSite } from '../fixtures/audio/account-site.js';
import { browserWithTone, until } from '../fixtures/audio/browsers.js';
import { localTwilio } from '../fixtures/audio/local-twilio.js';

jest.setTimeout(120_000);

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'voice-node-phone-'));
mkdirSync(join(root, '.cache'), { recursive: true });
/** Inside the checkout, so that the compiled carrier finds its packages. */
const compiled = mkdtempSync(join(root, '.cache', 'voice-node-'));
let site: AccountSite;
let carrier: ChildProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  site = new AccountSite(voiceNodeOptions('', '').authToken, ({ path }) => documents[path]);
  for (const [path, body] of builtPage()) site.files.set(path, body);
  await site.listen();
  carrier = startCarrier();
  site.edgePort = await started(carrier);
  browser = await browserWithTone(600, directory);
  page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(`${site.origin}/demo/phone/index.html?number=+15005550177`);
});

afterAll(async () => {
  await browser?.close();
  if (carrier?.connected) {
    const exited = new Promise<number | null>((resolve) => carrier.once('exit', resolve));
    carrier.disconnect();
    expect(await exited).toBe(0);
  }
  await site?.close();
  rmSync(compiled, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

test('a person dials, presses a key, hears it taken, and hangs up', async () => {
  expect(await page.getByRole('note').textContent()).toContain('no emergency calls');
  expect(await page.getByLabel('My number').inputValue()).toBe('+15005550177');
  await until('the line is ready', async () => (await status(page)).startsWith('Ready'));
  expect(await page.getByLabel('Number to call').inputValue()).toBe(supportNumber);
  await page.getByRole('button', { name: 'Call' }).click();
  await until('the call is up', async () => (await status(page)).startsWith('Connected'));
  await until('both meters move', async () => {
    const levels = await page
      .locator('meter')
      .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('value') ?? 0)));
    return levels.length === 2 && levels.every((value) => value > 0.2);
  });
  await page.getByRole('button', { name: 'Key 2' }).click();
  await until('the key arrives', () => site.at('/chosen').length > 0);
  expect(site.at('/chosen')[0]?.parameters).toMatchObject({ Digits: '2', From: '+15005550177' });
  await page.getByRole('button', { name: 'Hang up' }).click();
  await until('the end is reported', () =>
    site.at('/leg').some(({ parameters }) => parameters.CallStatus === 'completed'),
  );
  expect(await status(page)).toContain('Ready');
  expect(site.received.filter((each) => !each.signatureIsValid)).toEqual([]);
});

test('the phone is called and answers as a machine: who called is told so, after the beep', async () => {
  const { accountSid, authToken } = voiceNodeOptions('', '');
  const client = localTwilio(accountSid, accountSid, authToken, site.edgePort);
  const call = await client.calls.create({
    ...{ to: '+15005550177', from: supportNumber, url: `${site.origin}/after-beep` },
    machineDetection: 'DetectMessageEnd',
  });
  await page.getByRole('button', { name: 'Answering machine' }).click();
  await until('the message may be left', () => site.at('/after-beep').length > 0);
  expect(site.at('/after-beep')[0]?.parameters.AnsweredBy).toBe('machine_end_beep');
  expect((await client.calls(call.sid).fetch()).answeredBy).toBe('machine_end_beep');
  await until('the phone is free again', async () => (await status(page)).includes('Ready'));
});

test('a number nobody has is said to be one, and its own language is spoken', async () => {
  await page.getByLabel('Number to call').fill('+15005559999');
  await page.getByRole('button', { name: 'Call' }).click();
  await until('it says so', async () => (await status(page)).includes('does not exist'));
  await page.goto(`${site.origin}/demo/phone/index.html?lang=fr`);
  expect(await page.getByRole('button', { name: 'Appeler' }).count()).toBe(1);
});

const documents: Record<string, string> = {
  '/inbound': `<Response><Gather numDigits="1" action="/chosen" timeout="20">
    <Play loop="0">/music.wav</Play></Gather></Response>`,
  '/chosen': '<Response><Play>/music.wav</Play></Response>',
};

const status = async (of: Page) => (await of.getByRole('status').innerText()).trim();

function builtPage(): [string, Uint8Array][] {
  const outDir = join(directory, 'page');
  execFileSync(process.execPath, [join(root, 'test/fixtures/audio/build-phone.mjs'), outDir]);
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [`/demo/phone${file.slice(outDir.length)}`, readFileSync(file)]);
}

function startCarrier(): ChildProcess {
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/@swc/cli/bin/swc.js'),
      ...['libs/voice-node', 'libs/platform', 'libs/contracts', 'apps/voice-node'],
      ...['-d', compiled, '--quiet'],
    ],
    { cwd: root },
  );
  return fork(join(compiled, 'apps/voice-node/main.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the carrier exited with ${code}`)));
    child.on(
      'message',
      (message: { ready?: { port: number } }) => message.ready && resolve(message.ready.port),
    );
    child.send({ start: voiceNodeOptions(site.origin, join(directory, 'journal')) });
  });
}
