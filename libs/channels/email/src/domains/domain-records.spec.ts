/** What a domain's records mean for mail sent in its name. */
import { dmarcFinding, keyFinding, keyRecord, spfFinding } from './domain-records.js';

const KEY = 'MIIBIjANBgkq/hkiG9w0+BAQEFAAOCAQ8A==';

test('a key is right when its record holds this very key, however it is spaced', () => {
  expect(keyFinding([keyRecord(KEY)], KEY)).toBe('right');
  expect(keyFinding([`k=rsa;t=s; P=${KEY.slice(0, 10)} ${KEY.slice(10)} ;`], KEY)).toBe('right');
  expect(keyFinding([keyRecord('another')], KEY)).toBe('other');
  expect(keyFinding(['v=DKIM1; p='], KEY)).toBe('other');
  expect(keyFinding([keyRecord(KEY), keyRecord('another')], KEY)).toBe('other');
  expect(keyFinding([], KEY)).toBe('missing');
  expect(keyFinding(null, KEY)).toBe('no-answer');
});

test('who may send: one record counts, one that lets in everybody is called so', () => {
  const finding = (...records: string[]) => spfFinding(records).finding;
  expect(finding('google-site=1', 'v=spf1 include:_spf.mail.example -all')).toBe('found');
  expect(finding('v=spf1 +all')).toBe('open');
  expect(finding('v=spf1 all')).toBe('open');
  expect(finding('v=spf1 ~all', 'v=spf1 -all')).toBe('several');
  expect(finding('v=spf10 -all')).toBe('missing');
  expect(spfFinding(null)).toEqual({ finding: 'no-answer', record: null });
});

test('what receivers are asked to do is read from the policy alone', () => {
  const finding = (...records: string[]) => dmarcFinding(records).finding;
  expect(finding('v=DMARC1; p=none; sp=reject')).toBe('watching');
  expect(finding('v=DMARC1;p=Quarantine')).toBe('aside');
  expect(finding('v=DMARC1; p=reject; rua=mailto:d@acme.test')).toBe('refuse');
  expect(finding('v=DMARC1; rua=mailto:d@acme.test')).toBe('broken');
  expect(finding('v=DMARC1; p=none', 'v=DMARC1; p=reject')).toBe('several');
  expect(finding()).toBe('missing');
  expect(dmarcFinding(null).finding).toBe('no-answer');
});
