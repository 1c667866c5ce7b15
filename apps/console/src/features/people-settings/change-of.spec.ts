/** What is sent of a colleague's form. */
import type { PersonDraft } from './person-parts.js';
import { changeOf } from './change-of.js';

const lea: PersonDraft = {
  skills: { n1: 1, bikes: 2 },
  languages: ['fr', 'en'],
  queueIds: ['a', 'b'],
  calendarId: null,
  capacity: { voice: 1, chat: 4, email: 8 },
  capacityIsOwn: false,
};

describe('what is sent of a colleague’s form', () => {
  it('is nothing when nothing changed, whatever the order', () =>
    expect(
      changeOf(lea, {
        ...lea,
        skills: { bikes: 2, n1: 1 },
        languages: ['en', 'fr'],
        queueIds: ['b', 'a'],
      }),
    ).toEqual({}));

  it('is what changed alone', () => {
    expect(changeOf(lea, { ...lea, skills: { n1: 1 } })).toEqual({ skills: { n1: 1 } });
    expect(changeOf(lea, { ...lea, calendarId: 'early' })).toEqual({ calendarId: 'early' });
    expect(changeOf(lea, { ...lea, queueIds: ['a'] })).toEqual({ queueIds: ['a'] });
  });

  it('is a capacity of their own, or null for the house’s', () => {
    const own = { ...lea, capacityIsOwn: true };
    expect(changeOf(lea, own)).toEqual({ capacity: lea.capacity });
    expect(changeOf(own, lea)).toEqual({ capacity: null });
    const other = { ...lea, capacity: { ...lea.capacity, chat: 5 } };
    expect(changeOf(lea, other)).toEqual({});
  });
});
