/** What every caller is told while something is out of the ordinary: words with an end, set by who runs the floor. */
import { z } from 'zod';
import { SpokenText } from './phone-menus.js';

const when = z.iso.datetime();
const words = SpokenText.min(1).max(300);

export const WritePhoneAnnouncement = z.strictObject({
  text: z.strictObject({ fr: words, en: words }),
  /** At most a week ahead: what lasts longer belongs into a menu. */
  until: when,
});
export type WritePhoneAnnouncement = z.infer<typeof WritePhoneAnnouncement>;

export const PhoneAnnouncement = WritePhoneAnnouncement.extend({
  id: z.uuid(),
  setAt: when,
  by: z.object({ id: z.uuid(), name: z.string() }),
});
export type PhoneAnnouncement = z.infer<typeof PhoneAnnouncement>;

/** What callers hear now; null when there is nothing. */
export const CurrentPhoneAnnouncement = z.object({ current: PhoneAnnouncement.nullable() });
export type CurrentPhoneAnnouncement = z.infer<typeof CurrentPhoneAnnouncement>;
