/**
 * Makes a few files of each program that has to be quick at the front door: its own code and its packages. Node reads some
 * two thousand files otherwise, which is half of a warm start (test/bench/start). The compiled tree stays beside it, for
 * the services that run alone and for what is looked up by its place; the program's own file becomes a door to the bundle.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inRoot } from './root.mjs';

/** Bundle -> entry in the compiled tree. */
const PROGRAMS = {
  'all-in-one': 'apps/all-in-one/main.js',
  'voice-node': 'apps/voice-node/main.js',
  'parse-worker': 'libs/channels/email/src/reading/parse-worker.js',
};
/** The SDK is the largest of all and read late; the others are never installed, and who names them looks whether they are. */
const OUTSIDE =
  /^(twilio$|@nestjs\/microservices|@nestjs\/platform-express|class-validator|class-transformer)/;

const tree = inRoot('dist');
const place = (name) => inRoot('dist/run', name);

/** Throws with the bundler's words. */
export async function bundle() {
  const { rolldown } = await import('rolldown');
  for (const [name, entry] of Object.entries(PROGRAMS)) {
    const made = await rolldown({
      input: { main: join(tree, entry) },
      platform: 'node',
      external: (id) => OUTSIDE.test(id),
      plugins: [ownModules(name)],
      logLevel: 'silent',
    });
    const { output } = await made.generate({
      dir: place(name),
      format: 'esm',
      keepNames: true,
      comments: false,
      sourcemap: 'hidden',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      codeSplitting: { groups: [{ name: 'packages', test: /[\\/]node_modules[\\/]/, entriesAware: true }] },
    });
    await made.close();
    rmSync(place(name), { recursive: true, force: true });
    mkdirSync(place(name), { recursive: true });
    for (const file of output) if (file.type === 'chunk') write(join(place(name), file.fileName), file);
    const door = relative(dirname(join(tree, entry)), join(place(name), 'main.js'));
    writeFileSync(join(tree, entry), `import '${door}';\n`);
  }
}

/** Only our own code is mapped back to its sources: Node reads every map at once, and that of the packages is ten times ours. */
function write(path, { code, map, isEntry, moduleIds }) {
  const own = isEntry || moduleIds.some((id) => id.startsWith(tree));
  writeFileSync(path, own ? `${code}\n//# sourceMappingURL=${relative(dirname(path), path)}.map\n` : code);
  if (own) writeFileSync(`${path}.map`, JSON.stringify({ ...map, sourcesContent: undefined }));
}

/** Our modules find workers, pages and sounds by their place in the compiled tree, and go on doing so from the bundle. */
function ownModules(name) {
  const at = (path) => `new URL(${JSON.stringify(relative(place(name), path))}, import.meta.url)`;
  return {
    name: 'own-modules',
    load(id) {
      if (!id.startsWith(tree)) return null;
      const places = {
        url: `${at(id)}.href`,
        dirname: `decodeURIComponent(${at(dirname(id))}.pathname)`,
      };
      const code = readFileSync(id, 'utf8')
        .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
        .replaceAll(/import\.meta\.(url|dirname)\b/g, (_, word) => places[word]);
      return { code, map: existsSync(`${id}.map`) ? JSON.parse(readFileSync(`${id}.map`, 'utf8')) : null };
    },
  };
}
