/** The console's words: both languages complete, well formed, and asking for the same values. */
import { readFileSync } from 'node:fs';
import { compileMessage } from '@lingui/message-utils/compileMessage';

type Compiled = ReturnType<typeof compileMessage>;
const read = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`./catalogues/console.${locale}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;

const en = read('en');
const fr = read('fr');

/** Names of the values a message needs, wherever they stand in it. */
function valuesOf(message: Compiled | unknown): string[] {
  if (!Array.isArray(message)) return [];
  const found = new Set<string>();
  for (const part of message as unknown[]) {
    if (!Array.isArray(part)) continue;
    const [name, , choices] = part as [string, string?, Record<string, unknown>?];
    found.add(name);
    for (const choice of Object.values(choices ?? {})) for (const inner of valuesOf(choice)) found.add(inner);
  }
  found.delete('#');
  return [...found].sort();
}

describe('the catalogues', () => {
  it('hold the same texts in both languages', () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
    expect(Object.entries({ ...en, ...fr }).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(Object.keys(en))('%s compiles and asks for the same values', (id) => {
    const english = compileMessage(en[id] ?? '');
    const french = compileMessage(fr[id] ?? '');
    expect(valuesOf(french)).toEqual(valuesOf(english));
    // A brace left over is a fault in the ICU syntax that would be shown to people.
    for (const message of [english, french])
      if (typeof message === 'string') expect(message).not.toMatch(/[{}]/);
  });

  it('writes typographic apostrophes: a straight one is ICU syntax and would vanish', () => {
    const straight = [...Object.entries(en), ...Object.entries(fr)].filter(([, text]) => text.includes("'"));
    expect(straight).toEqual([]);
  });
});
