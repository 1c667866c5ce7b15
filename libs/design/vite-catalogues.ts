/** Build step of the screens: turns the ICU catalogues of this room into compiled ones, so no parser travels to the browser. */
import { readFile } from 'node:fs/promises';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

const folder = new URL('./src/catalogues/', import.meta.url);
const prefix = 'virtual:catalogue/';

/** `import('virtual:catalogue/console.fr')` gives the compiled messages of `src/catalogues/console.fr.json`. */
export function catalogues(): Plugin {
  return {
    name: 'guichet-catalogues',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const file = new URL(`${id.slice(prefix.length + 1)}.json`, folder);
      this.addWatchFile(file.pathname);
      const source = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
      const compiled = Object.fromEntries(
        Object.entries(source).map(([key, text]) => [key, compileMessage(text)]),
      );
      return `export default ${JSON.stringify(compiled)}`;
    },
  };
}
