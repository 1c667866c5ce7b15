/** What a person sees while Guichet starts: a line per step with its seconds, then where to go and as whom. */
import { bold, dim, green, red, seconds } from './say.mjs';

const TITLES = {
  build: 'Build',
  database: 'Database',
  migrations: 'Tables',
  voice: 'Telephone',
  mail: 'Mail',
  http: 'Console and API',
};

export class StepList {
  #begun = new Map();
  #open;
  #closed = false;

  constructor(plain) {
    this.plain = plain;
  }

  begin(step) {
    if (this.#closed) return;
    this.#begun.set(step, performance.now());
    this.#open = step;
    if (!this.plain) process.stdout.write(`  ${dim('…')} ${TITLES[step] ?? step}`);
  }

  done(step, detail = '') {
    if (this.plain || this.#closed) return;
    this.#clearLine();
    const time = seconds(this.#begun.get(step) ?? performance.now());
    console.log(
      `  ${green('✓')} ${(TITLES[step] ?? step).padEnd(18)} ${dim(`${time.padStart(7)}  ${detail}`)}`,
    );
  }

  async during(step, work, describe) {
    this.begin(step);
    const result = await work();
    this.done(step, describe(result));
    return result;
  }

  /** A line in between, without tearing the step that is under way. */
  say(text) {
    if (this.plain) return;
    const open = this.#open;
    this.#clearLine();
    console.log(text);
    if (open) process.stdout.write(`  ${dim('…')} ${TITLES[open] ?? open}`);
    this.#open = open;
  }

  /** No more steps: what comes now is the end. */
  close() {
    if (!this.plain) this.#clearLine();
    this.#closed = true;
  }

  abandon() {
    if (this.plain || !this.#open) return;
    const step = this.#open;
    this.#clearLine();
    console.log(`  ${red('✗')} ${TITLES[step] ?? step}`);
  }

  #clearLine() {
    if (this.#open) process.stdout.write('\r\u001b[2K');
    this.#open = undefined;
  }
}

export function printWelcome({ url, smtp, demo }, { plain, dataDir }) {
  if (plain) {
    if (demo)
      console.log(JSON.stringify({ level: 30, time: new Date().toISOString(), msg: 'demo people', ...demo }));
    return;
  }
  const row = (name, value) => console.log(`  ${name.padEnd(24)} ${value}`);
  const at = (path) => new URL(path, url).href;
  console.log(`\n${bold('Guichet is open.')}\n`);
  row('Console', bold(at('/')));
  if (demo) {
    row('Write as a customer', at('/demo'));
    row('Call as a customer', at('/demo/phone'));
    row('Mail that was sent', at('/demo/mail'));
  }
  if (smtp) row('Mail comes in at', smtp);
  if (demo) {
    console.log(`\n  Sign in with the password ${bold(demo.password)} as`);
    for (const { email, role } of demo.people) row(`  ${email}`, dim(role ?? ''));
  }
  console.log(dim(`\n  Ctrl-C stops everything; the data stays in ${dataDir}.\n`));
}

export function printRefusal(message, hint, plain) {
  if (plain) console.log(JSON.stringify({ level: 60, time: new Date().toISOString(), msg: message, hint }));
  console.error(`\n${red(message)}\n${hint}\n`);
}
