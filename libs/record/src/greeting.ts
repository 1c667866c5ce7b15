/** How a mail begins: the customer's name and the time of day on the house's wall. */
import type { Locale } from '@lib/contracts';

const EVENING = 18;
const MORNING = 4;
const NOON = 12;

export function greetingAt(at: Date, locale: Locale, timeZone: string, firstName: string | null): string {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(at),
  );
  const evening = hour >= EVENING || hour < MORNING;
  const to = firstName === null ? '' : ` ${firstName}`;
  if (locale === 'fr') return `${evening ? 'Bonsoir' : 'Bonjour'}${to},`;
  return `Good ${evening ? 'evening' : hour < NOON ? 'morning' : 'afternoon'}${to},`;
}
