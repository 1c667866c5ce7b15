/** Where the repository lies, whatever folder a script was started from. */
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..', '..');
export const inRoot = (...parts) => resolve(root, ...parts);
