/** Runs one program to its end and hands back what it said; nothing is left behind when we are interrupted. */
import { spawn } from 'node:child_process';
import { inRoot, root } from './root.mjs';

/** Resolves to `{ code, output }`; with `show` the output goes straight to the terminal as well. */
export function run(command, args, { env, show = false } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    const pieces = [];
    child.stdout?.on('data', (piece) => pieces.push(piece));
    child.stderr?.on('data', (piece) => pieces.push(piece));
    child.on('error', (error) => done({ code: 127, output: `${command}: ${error.message}` }));
    child.on('close', (code, signal) =>
      done({
        code: code ?? 1,
        output: Buffer.concat(pieces).toString() + (signal ? `\nended by ${signal}` : ''),
      }),
    );
  });
}

/** A program of an installed package, started without the detour over npx. */
export const runNode = (script, args, options) =>
  run(process.execPath, [inRoot('node_modules', script), ...args], options);
