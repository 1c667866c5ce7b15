/** Says what is being done and how long it took, in lines a person likes to read. */
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const green = (text) => paint('32', text);
export const red = (text) => paint('31', text);
export const dim = (text) => paint('2', text);
export const bold = (text) => paint('1', text);

export const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

export function done(name, sinceMs, detail = '') {
  console.log(
    `  ${green('✓')} ${name.padEnd(26)} ${dim(`${seconds(sinceMs)}${detail ? `  ${detail}` : ''}`)}`,
  );
}

export function failed(name, sinceMs, output = '') {
  console.log(`  ${red('✗')} ${name.padEnd(26)} ${dim(seconds(sinceMs))}`);
  if (output.trim()) console.log(output.trim().replace(/^/gm, '      '));
}
