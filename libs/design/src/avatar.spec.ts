/** People without a photo: the letters and the tone they get. */
import { avatarTone, initialsOf } from './avatar.js';

describe('avatars', () => {
  it('takes the first letters of the first and last word', () => {
    expect(initialsOf('Sophie Anne Marchand')).toBe('SM');
    expect(initialsOf('Éloïse')).toBe('É');
    expect(initialsOf('(ext) karim benali')).toBe('EB');
  });

  it('shows a question mark for somebody without a name', () => {
    expect(initialsOf(null)).toBe('?');
    expect(initialsOf('  ')).toBe('?');
  });

  it('keeps the tone of a person and spreads people over all tones', () => {
    expect(avatarTone('018f-a')).toBe(avatarTone('018f-a'));
    const seen = new Set(Array.from({ length: 60 }, (_, n) => avatarTone(`person-${n}`)));
    expect([...seen].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
