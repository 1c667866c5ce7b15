/** The answer to an invitation, as a calendar program reads it back. */
import ICAL from 'ical.js';
import { calendarReply } from './calendar-reply.js';

const asked = {
  uid: 'a;b,c\\d@example.net',
  sequence: 3,
  recurrenceId: null,
  title: `Réunion, ${'très '.repeat(30)}longue 日本語`,
  organiser: { address: 'zoe@example.net' },
};
const now = new Date('2026-04-02T07:00:00.000Z');
const reply = (more: Partial<Omit<typeof asked, 'recurrenceId'>> & { recurrenceId?: string | null } = {}) =>
  calendarReply({ ...asked, ...more }, { attendee: 'support@guichet.test', answer: 'tentative', now });
const read = (text: string) => new ICAL.Component(ICAL.parse(text) as unknown[]);

test('says the same meeting, the same version of it, and who comes how', () => {
  const calendar = read(reply());
  const meeting = calendar.getFirstSubcomponent('vevent');
  expect(calendar.getFirstPropertyValue('method')).toBe('REPLY');
  expect(meeting?.getFirstPropertyValue('uid')).toBe(asked.uid);
  expect(meeting?.getFirstPropertyValue('sequence')).toBe(3);
  expect(meeting?.getFirstPropertyValue('summary')).toBe(asked.title);
  expect(meeting?.getFirstPropertyValue('organizer')).toBe('mailto:zoe@example.net');
  const attendee = meeting?.getFirstProperty('attendee');
  expect([attendee?.getFirstValue(), attendee?.getFirstParameter('partstat')]).toEqual([
    'mailto:support@guichet.test',
    'TENTATIVE',
  ]);
  expect(meeting?.hasProperty('recurrence-id')).toBe(false);
});

test('no line is longer than a calendar may be, and no title ends one', () => {
  const text = reply({ title: 'x\r\nATTENDEE:mailto:evil@example.net' });
  expect(read(text).getFirstSubcomponent('vevent')?.getAllProperties('attendee')).toHaveLength(1);
  for (const line of reply().split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test('one meeting of a series is named by its moment or its day', () => {
  expect(reply({ recurrenceId: '20260402T070000Z' })).toContain('\r\nRECURRENCE-ID:20260402T070000Z\r\n');
  expect(reply({ recurrenceId: '20260402' })).toContain('\r\nRECURRENCE-ID;VALUE=DATE:20260402\r\n');
});
