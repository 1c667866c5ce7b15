/** Builds dist/widget: the demo pages, then the loader (one classic script) and the panel (one module) beside them. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outDir = process.env['WIDGET_OUT_DIR'] ?? from('../../dist/widget');

const shared = {
  configFile: false,
  root: from('.'),
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: {
    alias: [
      { find: /^@lib\/design\/(.*\.css(?:\?.*)?)$/, replacement: from('../../libs/design/') + '$1' },
      { find: /^@lib\/([^/]+)$/, replacement: from('../../libs/') + '$1/src/index.ts' },
    ],
  },
} satisfies InlineConfig;

const target = { outDir, emptyOutDir: false, target: 'es2022', modulePreload: { polyfill: false } } as const;

/** A classic `<script async>` may not use `import.meta`, so the loader is an IIFE. */
const loader: InlineConfig = {
  ...shared,
  plugins: [launcherColours()],
  build: {
    ...target,
    lib: { entry: from('src/loader/loader.ts'), formats: ['iife'], name: 'guichet', fileName: () => 'w.js' },
  },
};

const panel: InlineConfig = {
  ...shared,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    ...target,
    // Not `lib`: a library keeps its whitespace, and this one travels to every visitor.
    rolldownOptions: {
      input: from('src/panel/panel.tsx'),
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: 'panel.js', codeSplitting: false },
    },
  },
};

const pages = ['demo/index.html', 'demo/mail.html', 'phone/index.html'].filter((page) =>
  existsSync(from(page)),
);

export default defineConfig({
  ...shared,
  plugins: [besideEachOther(), alsoBuild(loader, panel)],
  build: {
    ...target,
    emptyOutDir: true,
    assetsDir: 'demo/assets',
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages.map(from) },
  },
});

/** The test phone's page is served as /demo/phone, so it lies with the other demo pages. */
function besideEachOther(): Plugin {
  return {
    name: 'guichet:pages-beside-each-other',
    enforce: 'post',
    generateBundle(_, bundle) {
      const phone = bundle['phone/index.html'];
      if (phone) phone.fileName = 'demo/phone.html';
    },
  };
}

function alsoBuild(...configs: InlineConfig[]): Plugin {
  return {
    name: 'guichet:loader-and-panel',
    async closeBundle() {
      for (const config of configs) await build(config);
    },
  };
}

/** The loader is too small to carry the tokens; it gets the five colours it shows. */
function launcherColours(): Plugin {
  const sheet = readFileSync(from('../../libs/design/tokens.css'), 'utf8');
  const [light = '', dark = ''] = sheet.split(/\[data-theme=['"]?dark['"]?\]/);
  const colour = (part: string, name: string) => {
    const value = new RegExp(`--${name}:\\s*(#[0-9a-fA-F]{3,8})`).exec(part)?.[1];
    if (!value) throw new Error(`tokens.css names no colour --${name}`);
    return value;
  };
  const values: Record<string, string> = {
    __BRAND__: colour(light, 'brand'),
    __ON_BRAND__: colour(light, 'on-brand'),
    __FOCUS__: colour(light, 'focus'),
    __BRAND_DARK__: colour(dark, 'brand'),
    __ON_BRAND_DARK__: colour(dark, 'on-brand'),
    __FOCUS_DARK__: colour(dark, 'focus'),
  };
  return {
    name: 'guichet:launcher-colours',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('launcher.css')) return null;
      return code.replace(/__[A-Z_]+?__/g, (name) => values[name] ?? name);
    },
  };
}
