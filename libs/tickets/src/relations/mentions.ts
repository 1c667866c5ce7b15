/** Which colleagues a note names with `@`: by their whole name, or by the first name when only one of them has it. */
export interface Named {
  id: string;
  name: string;
}

export function mentionedIn(text: string, agents: readonly Named[]): string[] {
  const said = plain(text);
  const firstNames = agents.map(({ name }) => firstOf(plain(name)));
  const called = (name: string): boolean =>
    name !== '' && new RegExp(`@${escaped(name)}(?![\\p{L}\\p{N}])`, 'u').test(said);
  return agents
    .filter(({ name }) => {
      const first = firstOf(plain(name));
      const alone = firstNames.filter((other) => other === first).length === 1;
      return called(plain(name)) || (alone && called(first));
    })
    .map(({ id }) => id);
}

const firstOf = (name: string): string => name.split(' ')[0] ?? '';

/** Without case and accents: who types in a hurry still reaches her. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
