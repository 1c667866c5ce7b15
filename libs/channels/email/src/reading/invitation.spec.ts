/** Meetings as calendar programs write them: when they are on the organiser's clock and for everybody, how they repeat, and what is made to hurt. */
import { readInvitation } from './invitation.js';
import { momentIn } from './zone-time.js';

const file = (lines: string[], method = 'REQUEST', before: string[] = []) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//x//y//EN',
    `METHOD:${method}`,
    ...before,
    'BEGIN:VEVENT',
    'UID:meeting-1@example.net',
    'SEQUENCE:2',
    'DTSTAMP:20260401T080000Z',
    'SUMMARY:Point sur la facture\\, suite',
    'LOCATION:Salle 4',
    'ORGANIZER;CN="Zoé Martin":mailto:zoe@example.net',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Support:mailto:support@guichet.test',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const at = (...lines: string[]) => readInvitation(file(lines));

test('what it is, who asks, where and when', () => {
  expect(at('DTSTART;TZID=Europe/Paris:20260402T090000', 'DTEND;TZID=Europe/Paris:20260402T100000')).toEqual({
    method: 'request',
    uid: 'meeting-1@example.net',
    sequence: 2,
    recurrenceId: null,
    stampedAt: '2026-04-01T08:00:00.000Z',
    title: 'Point sur la facture, suite',
    place: 'Salle 4',
    organiser: { address: 'zoe@example.net', name: 'Zoé Martin' },
    attendees: [{ address: 'support@guichet.test', name: 'Support', attending: 'needs-action' }],
    start: {
      kind: 'moment',
      at: '2026-04-02T07:00:00.000Z',
      local: '2026-04-02T09:00',
      zone: 'Europe/Paris',
    },
    end: { kind: 'moment', at: '2026-04-02T08:00:00.000Z', local: '2026-04-02T10:00', zone: 'Europe/Paris' },
    recurrence: null,
  });
});

test.each([
  ['winter', 'DTSTART;TZID=Europe/Paris:20260115T090000', '2026-01-15T08:00:00.000Z'],
  ['summer', 'DTSTART;TZID=Europe/Paris:20260715T090000', '2026-07-15T07:00:00.000Z'],
  ['a name of Windows', 'DTSTART;TZID=Romance Standard Time:20260715T090000', '2026-07-15T07:00:00.000Z'],
  ['another, in quotes', 'DTSTART;TZID="Eastern Standard Time":20260715T090000', '2026-07-15T13:00:00.000Z'],
  ['a prefixed name', 'DTSTART;TZID=/citadel.org/Europe/London:20260715T090000', '2026-07-15T08:00:00.000Z'],
  ['already UTC', 'DTSTART:20260715T090000Z', '2026-07-15T09:00:00.000Z'],
  ['every reader’s own clock', 'DTSTART:20260715T090000', null],
  ['a name nobody knows', 'DTSTART;TZID=Moon/Sea:20260715T090000', null],
])('the moment: %s', (_, line, moment) => {
  expect(at(line)?.start).toMatchObject({ kind: 'moment', at: moment });
});

test('a zone that only the file knows is believed', () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Customized Time Zone',
    'BEGIN:STANDARD',
    'DTSTART:16010101T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010101T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
  ];
  const start = (day: string) =>
    readInvitation(file([`DTSTART;TZID=Customized Time Zone:${day}T090000`], 'REQUEST', zone))?.start;
  expect(start('20260715')).toMatchObject({ at: '2026-07-15T07:00:00.000Z', zone: null });
  expect(start('20260115')).toMatchObject({ at: '2026-01-15T08:00:00.000Z' });
});

test('an hour that the clocks skip, and one that comes twice, are still one moment', () => {
  expect(new Date(momentIn('2026-03-29T02:30', 'Europe/Paris')).toISOString()).toBe(
    '2026-03-29T01:30:00.000Z',
  );
  expect(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']).toContain(
    new Date(momentIn('2026-10-25T02:30', 'Europe/Paris')).toISOString(),
  );
  expect(new Date(momentIn('2026-10-25T03:00', 'Europe/Paris')).toISOString()).toBe(
    '2026-10-25T02:00:00.000Z',
  );
});

test('a day alone is a day, and a length is an end', () => {
  expect(at('DTSTART;VALUE=DATE:20260402', 'DTEND;VALUE=DATE:20260404')).toMatchObject({
    start: { kind: 'day', day: '2026-04-02' },
    end: { kind: 'day', day: '2026-04-04' },
  });
  expect(at('DTSTART;TZID=Europe/Paris:20260402T230000', 'DURATION:PT2H')?.end).toEqual({
    kind: 'moment',
    at: '2026-04-02T23:00:00.000Z',
    local: '2026-04-03T01:00',
    zone: 'Europe/Paris',
  });
});

test.each([
  ['FREQ=WEEKLY;BYDAY=MO', { every: 'week', interval: 1, weekdays: ['MO'] }],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10',
    { every: 'week', interval: 2, weekdays: ['MO', 'WE'], count: 10 },
  ],
  ['FREQ=DAILY;UNTIL=20260501T000000Z', { every: 'day', until: '2026-05-01' }],
  ['FREQ=MONTHLY;BYDAY=2TU', { every: 'month', weekdays: ['TU'], nth: 2 }],
  ['FREQ=MONTHLY;BYMONTHDAY=2', { every: 'month', weekdays: [], nth: null }],
  ['FREQ=YEARLY', { every: 'year' }],
  ['FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR', { every: 'other' }],
  ['FREQ=SECONDLY;INTERVAL=1', { every: 'other' }],
])('how it repeats: %s', (rule, said) => {
  expect(at('DTSTART;TZID=Europe/Paris:20260406T090000', `RRULE:${rule}`)?.recurrence).toMatchObject(said);
});

test('called off, answered, one of a series', () => {
  const start = 'DTSTART:20260402T090000Z';
  expect(readInvitation(file([start], 'CANCEL'))?.method).toBe('cancel');
  expect(at(start, 'STATUS:CANCELLED')?.method).toBe('cancel');
  expect(
    readInvitation(file([start, 'ATTENDEE;PARTSTAT=DECLINED:MAILTO:max@example.net'], 'REPLY')),
  ).toMatchObject({
    method: 'reply',
    attendees: [{}, { address: 'max@example.net', attending: 'declined' }],
  });
  expect(at(start, 'RECURRENCE-ID;TZID=Europe/Paris:20260402T110000')?.recurrenceId).toBe('20260402T090000Z');
  expect(at('DTSTART;VALUE=DATE:20260402', 'RECURRENCE-ID;VALUE=DATE:20260402')?.recurrenceId).toBe(
    '20260402',
  );
});

test('what is no meeting, or made to hurt, is a file and nothing more, and takes no time', () => {
  const start = 'DTSTART:20260402T090000Z';
  const bomb = [
    'BEGIN:VTIMEZONE',
    'TZID:Bomb',
    'BEGIN:STANDARD',
    'DTSTART:19000101T000000',
    'TZOFFSETFROM:+0000',
    'TZOFFSETTO:+0000',
    'RRULE:FREQ=SECONDLY',
    'END:STANDARD',
    'END:VTIMEZONE',
  ];
  const begun = performance.now();
  expect(readInvitation('')).toBeNull();
  expect(readInvitation('BEGIN:VCALENDAR')).toBeNull();
  expect(readInvitation(file([]))).toBeNull();
  expect(readInvitation(file(['DTSTART:99990402T090000Z']))).toBeNull();
  expect(readInvitation(file([start, `X-A:${'a'.repeat(300_000)}`]))).toBeNull();
  expect(readInvitation(file([start, ...Array.from({ length: 6_000 }, () => 'X-A:a')]))).toBeNull();
  expect(readInvitation(file([start, ...Array.from({ length: 200 }, () => 'BEGIN:X')]))).toBeNull();
  expect(readInvitation(file(['DTSTART;TZID=Bomb:20260402T090000'], 'REQUEST', bomb))?.start).toMatchObject({
    at: null,
  });
  const people = Array.from({ length: 500 }, (_, n) => `ATTENDEE:mailto:p${n}@example.net`);
  expect(at(start, ...people)?.attendees).toHaveLength(50);
  expect(at(start, 'ORGANIZER:mailto:a@b.cc,evil@x.yy')).toMatchObject({
    title: 'Point sur la facture, suite',
  });
  expect(performance.now() - begun).toBeLessThan(2_000);
});
