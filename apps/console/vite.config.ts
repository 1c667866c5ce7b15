/** Builds the console into dist/console: hashed assets, nothing inline, so it runs under a policy of `default-src 'self'`. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { catalogues } from '../../libs/design/vite-catalogues.ts';

const from = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: from('.'),
  base: '/',
  plugins: [react(), catalogues()],
  resolve: {
    alias: [
      { find: /^@lib\/design\/(.*\.css)$/, replacement: from('../../libs/design/') + '$1' },
      { find: /^@lib\/([^/]+)$/, replacement: from('../../libs/') + '$1/src/index.ts' },
    ],
  },
  build: {
    outDir: from('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 900,
  },
});
