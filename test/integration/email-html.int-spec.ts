/** Strangers' HTML made harmless where it really happens: in the worker thread, from raw mail to what the console may show. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ParsePool } from '../../libs/channels/email/src/reading/parse-pool.js';
import { builtParseWorker } from '../support/email-parse-worker.js';

const folder = mkdtempSync(join(tmpdir(), 'guichet-html-'));
// What is cleaned is looked at here, not how fast on a busy machine.
const pool = new ParsePool({ workerFile: builtParseWorker(), spoolDir: folder, threads: 1, htmlMs: 20_000 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

async function shown(html: string): Promise<string | null> {
  const path = join(folder, 'mail.eml');
  writeFileSync(path, `From: x@example.net\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`);
  return (await pool.read(path, html.length, null)).html;
}

test('html-with-script-and-pixel shows its text and loads nothing', async () => {
  const fixture = resolve(import.meta.dirname, '../fixtures/mail/html-with-script-and-pixel.eml');
  const mail = await pool.read(fixture, 2_000, null);
  expect(mail.text).toContain('Hello there');
  expect(mail.html).toContain('<b>there</b>');
  expect(mail.html).toContain('color:red');
  expect(mail.html).toContain('data-remote="https://example.net/logo.png"');
  expect(mail.html).toContain('src="cid:pic@example.net"');
  expect(mail.html).toContain('rel="noopener noreferrer nofollow"');
  expect(mail.html).not.toMatch(
    /script|javascript|onload|position|<form|<input|<meta|<style|p\.gif|q\.png| src="http/i,
  );
});

test.each([
  ['<img src=x onerror=alert(1)>', /onerror|alert/],
  ['<svg onload=alert(1)><text>x</text></svg>', /svg|onload/],
  ['<a href="java&#10;script:alert(1)">x</a>', /script/],
  ['<a href="data:text/html,<script>alert(1)</script>">x</a>', /data:|script/],
  ['<img src="data:image/svg+xml;base64,PHN2Zz4=">y', /svg/],
  [
    '<div style="position:fixed;z-index:9;background:url(https://evil.test/x)">x</div>',
    /position|z-index|url/,
  ],
  ['<base href="https://evil.test/"><a href="/x">x</a>', /base|evil/],
  ['<iframe srcdoc="<script>1</script>"></iframe>x', /iframe|script/],
  ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', /onerror|style|math/],
  ['<scr<script>ipt>alert(1)</scr</script>ipt>x', /<script/],
])('nothing that runs or reaches out is left of %s', async (html, evil) => {
  expect((await shown(html)) ?? '').not.toMatch(evil);
});

test.each([
  ['color:red;position:fixed;font-size:12px', '<p style="color:red;font-size:12px">x</p>'],
  ['background-color:url(https://evil.test/x)', '<p>x</p>'],
  ['color:red&quot; onclick=&quot;alert(1)', '<p>x</p>'],
  ['color:expression(alert(1))', '<p>x</p>'],
  ['}</style><script>alert(1)</script>', '<p>x</p>'],
  ['', '<p>x</p>'],
])('of the style "%s" only what cannot harm stays, the first time and every other', async (style, clean) => {
  const paragraph = `<p style="${style}">x</p>`;
  expect(await shown(paragraph.repeat(3))).toBe(clean.repeat(3));
});

test('a mail may have more styles than are remembered', async () => {
  const sizes = Array.from({ length: 3_000 }, (_, n) => `${n}px`);
  const html = await shown(sizes.map((size) => `<p style="font-size:${size}">x</p>`).join(''));
  expect([...(html ?? '').matchAll(/font-size:(\d+px)/g)].map((found) => found[1])).toEqual(sizes);
});

test('cleaning what is clean changes nothing', async () => {
  const once = await shown(
    '<p>Hi <b>you</b> <a href="https://example.net/?a=1&b=2">link</a><img src="https://x.test/y.png"></p>',
  );
  expect(await shown(once ?? '')).toBe(once);
});

test('deep nesting and thousands of links end in text, in time', async () => {
  const begun = Date.now();
  await shown('<div>'.repeat(20_000));
  expect(await shown('<a href="https://x.test">x</a>'.repeat(6_000))).toBeNull();
  expect(Date.now() - begun).toBeLessThan(10_000);
});

// Elsewhere a thread has no priority of its own, and there is nothing to promise.
if (process.platform === 'linux')
  test('a house that was started with a nice value reads mail too, a little later than the rest of it', () => {
    const program = `
    import { readFileSync, readdirSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    const reader = new Worker(new URL('${builtParseWorker().href}'));
    const niceOf = (thread) => Number(readFileSync('/proc/self/task/' + thread + '/stat', 'utf8').split(') ')[1].split(' ')[16]);
    reader.once('message', ({ kind }) => {
      console.log(JSON.stringify([kind, niceOf(process.pid), Math.max(...readdirSync('/proc/self/task').map(niceOf))]));
      process.exit(0);
    });`;
    const file = join(folder, 'house.mjs');
    writeFileSync(file, program);
    const { stdout, stderr } = spawnSync('nice', ['-n', '7', process.execPath, file], { encoding: 'utf8' });
    const [kind, house, reader] = JSON.parse(stdout || JSON.stringify([stderr])) as [string, number, number];
    expect([kind, reader - house]).toEqual(['ready', Math.min(4, 19 - house)]);
  });
