/** Turns the services' JSON log into a few lines for a terminal: warnings and errors only, the rest is for machines. */
import { dim, red } from './say.mjs';

export function logLineReader(steps) {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines) show(line, steps);
  };
}

function show(line, steps) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    if (line.trim()) steps.say(line);
    return;
  }
  if (entry.level < 40) return;
  const reason = entry.err?.message ? `: ${entry.err.message}` : '';
  const text = `  ${entry.room ? `${entry.room}: ` : ''}${entry.msg}${reason}`;
  steps.say(entry.level >= 50 ? red(text) : dim(text));
}
