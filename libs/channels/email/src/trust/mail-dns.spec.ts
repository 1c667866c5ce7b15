/** Names are asked once, remembered for minutes, and left alone while nobody answers. */
import { MailDns } from './mail-dns.js';

let now = 0;
const clock = { now: () => new Date(now) };
const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

test('asked by many at once and again within minutes, a name is asked once; that there is none is remembered too', async () => {
  let asked = 0;
  const dns = new MailDns((name) => {
    asked += 1;
    return name === 'none.test' ? failing('ENOTFOUND') : Promise.resolve([['v=spf1 -all']]);
  }, clock);
  await Promise.all([dns.lookUp('a.test', 'TXT'), dns.lookUp('A.test', 'TXT')]);
  expect(await dns.lookUp('a.test', 'TXT')).toEqual({ records: [['v=spf1 -all']] });
  await dns.lookUp('none.test', 'TXT');
  expect(await dns.lookUp('none.test', 'TXT')).toEqual({ code: 'ENOTFOUND' });
  expect(asked).toBe(2);
  now += 6 * 60_000;
  await dns.lookUp('a.test', 'TXT');
  expect(asked).toBe(3);
});

test('after four questions without an answer nobody is asked for half a minute, then again', async () => {
  let asked = 0;
  const dns = new MailDns(() => {
    asked += 1;
    return failing('ETIMEOUT');
  }, clock);
  for (let count = 0; count < 10; count++)
    expect(await dns.lookUp(`n${count}.test`, 'TXT')).toEqual({ code: 'ETIMEOUT' });
  expect(asked).toBe(4);
  now += 31_000;
  await dns.lookUp('again.test', 'TXT');
  expect(asked).toBe(5);
});

test('turned off, and for kinds nobody needs, it asks nobody', async () => {
  expect(await new MailDns(null, clock).lookUp('a.test', 'TXT')).toEqual({ code: 'ETIMEOUT' });
  const dns = new MailDns(() => Promise.reject(new Error('asked')), clock);
  expect(await dns.lookUp('a.test', 'ANY')).toEqual({ code: 'ENODATA' });
});
