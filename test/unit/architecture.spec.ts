/** Walks docs/ARCHITECTURE.md, the decisions and the numbered rules through the code they speak of, so that no page goes stale. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/ARCHITECTURE.md');
const files = ['docs', 'libs', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
);
const filesLike = (shape: RegExp): string[] => files.filter((path) => shape.test(path)).sort();
const section = (title: string): string => page.split(`\n## ${title}`)[1]?.split('\n## ')[0] ?? '';

describe('the rooms', () => {
  const told = [...section('Rooms').matchAll(/(?:apps|libs)\/[a-z-]+(?:\/[a-z-]+)?/g)].map(([path]) => path);
  const folders = (of: string): string[] =>
    readdirSync(join(root, of), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'channels')
      .map((entry) => `${of}/${entry.name}`);
  const there = ['apps', 'libs', 'libs/channels'].flatMap(folders);

  test('are those in the tree, all of them', () => {
    expect(new Set(told.filter((path) => !path.includes('/src')))).toEqual(new Set(there));
  });

  test.each(there.filter((path) => path.startsWith('libs/')))('%s has a door', (room) => {
    expect(read(`${room}/src/index.ts`)).toMatch(/^\/\*\* The door of /);
  });

  test('stand on the steps that the machine keeps', () => {
    const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string; from: { path?: string } }[];
    };
    const kept = forbidden.flatMap(({ name, from }) => {
      const step = /^step-(\d)-not-up$/.exec(name)?.[1];
      return step ? [`${step} ${(from.path?.match(/[a-z]{3,}/g) ?? []).slice(1).join(' ')}`] : [];
    });
    const shown = [...section('Stairs').matchAll(/^([1-9]) (.+)$/gm)].map(
      ([, step, rooms]) => `${step} ${(rooms ?? '').split(/ [<|] /).join(' ')}`,
    );
    expect(shown).toEqual(kept);
  });

  test('one process holds what the services hold together', () => {
    const modules = (file: string): string[] => read(file).match(/\b[A-Z]\w+Module\b/g) ?? [];
    const services = readdirSync(join(root, 'apps')).filter(
      (app) => app !== 'all-in-one' && existsSync(join(root, `apps/${app}/main.ts`)),
    );
    const apart = services.flatMap((app) => modules(`apps/${app}/main.ts`));
    expect(new Set(apart)).toEqual(new Set(modules('apps/all-in-one/app.module.ts')));
  });
});

describe('the main path', () => {
  const nine = [...section('The nine files').matchAll(/^\| (\d) \| `([^`]+)` \|/gm)].map(
    ([, , path]) => path ?? '',
  );
  /** Who calls what, and the file that must turn out to declare it. */
  const hops = `
    email/email.receiver.ts → MailboxWatch.start → email/imap/mailbox-watch.ts
    email/imap/mailbox-watch.ts → NewMail.take → email/imap/new-mail.ts
    email/imap/new-mail.ts → MailStore.keepFetched → email/mail-store.ts
    email/mail-store.ts → row email.raw_mail → email/mail-queue.ts
    email/mail-processor.ts → MailQueue.claim → email/mail-queue.ts
    email/mail-processor.ts → MailFiler.file → email/mail-filer.ts
    email/mail-filer.ts → decideFate → email/email.normalizer.ts
    email/email.normalizer.ts → InboundMessageInput → contracts/inbound-message.ts
    email/mail-filer.ts → Inbox.put → bus/inbox.ts
    chat/conversation.service.ts → Inbox.put → bus/inbox.ts
    voice/calls/call-service.ts → Inbox.put → bus/inbox.ts
    bus/inbox.ts → InboundMessage → contracts/inbound-message.ts
    intake/intake.worker.ts → Inbox.lease → bus/inbox.ts
    intake/intake.worker.ts → IntakeService.receive → intake/intake.service.ts
    intake/intake.service.ts → CustomerResolver.resolve → customers/customer-resolver.ts
    intake/intake.service.ts → TicketService.findOpenOrOpen → tickets/ticket.service.ts
    intake/intake.service.ts → TicketService.attach → tickets/ticket.service.ts
    intake/intake.service.ts → AssignmentService.place → routing/assignment.service.ts
    tickets/ticket.service.ts → Outbox.publish → bus/outbox.ts
    routing/assignment.service.ts → Outbox.publish → bus/outbox.ts
    bus/outbox.ts → row bus.event → bus/event-tail.ts
    realtime/realtime.gateway.ts → buildRealtime → realtime/realtime.core.ts
    realtime/realtime.core.ts → EventTail → bus/event-tail.ts
    realtime/realtime.core.ts → PushPump → realtime/pushes/push-pump.ts
    realtime/realtime.module.ts → LiveReadersModule → realtime/live-readers.module.ts
    realtime/live-readers.module.ts → TicketReader → tickets/ticket-reader.ts
    realtime/realtime.module.ts → RealtimeGateway → realtime/realtime.gateway.ts
    delivery/reply.service.ts → TimelineWriter.message → tickets/timeline-writer.ts
    delivery/reply.service.ts → Dispatches.put → bus/dispatches.ts
    email/email.sender.ts → Dispatches.consume → bus/dispatches.ts
    chat/chat.sender.ts → Dispatches.consume → bus/dispatches.ts
    voice/carrier/agent-leg.dispatcher.ts → Dispatches.consume → bus/dispatches.ts
    bus/dispatches.ts → Outbox.publish → bus/outbox.ts
    tickets/outbound-messages.ts → Listeners.register → bus/listeners.ts`
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => line.split(' → ') as [string, string, string]);

  test('has nine files, each opening with its part in the flow', () => {
    expect(nine).toHaveLength(9);
    for (const file of nine) expect(read(file)).toMatch(/^\/\*\* [A-Z][^\n]{20,} \*\/\n/);
  });

  test.each(hops)('%s → %s → %s', (from, call, to) => {
    expect(followed(pathOf(from), call)).toBe(pathOf(to));
  });

  test('each of the nine is reached by a hop, but the first, which begins it', () => {
    const reached = new Set(hops.map(([, , to]) => pathOf(to)));
    expect(nine.filter((file) => !reached.has(file))).toEqual(nine.slice(0, 1));
    expect(read(nine[8] ?? '')).toContain('.tail.subscribe(');
  });
});

/** `room/file.ts` as the tree has it. */
function pathOf(short: string): string {
  const [room = '', ...file] = short.split('/');
  const lib = existsSync(join(root, 'libs', room)) ? room : `channels/${room}`;
  return `libs/${lib}/src/${file.join('/')}`;
}

/** The file that declares what `from` calls, uses or leaves as a row for it; a text that says what is missing when it does not. */
function followed(from: string, call: string): string {
  if (call.startsWith('row ')) return readerOf(from, call.slice(4));
  const [owner = '', method] = call.split('.');
  const source = read(from);
  const target = declaringFile(from, owner);
  if (!existsSync(join(root, target))) return target;
  if (!method)
    return source.split(owner).length > 2 ? target : `${from} imports ${owner} and does not use it`;
  const field = new RegExp(`readonly (\\w+): ${owner}(?!\\[)\\b`).exec(source)?.[1];
  const holder = field ? `this\\.${field}` : source.includes(`new ${owner}(`) ? '\\w+' : '(?!)';
  if (!new RegExp(`\\b${holder}\\.${method}\\(`).test(source)) return `${from} does not call ${call}`;
  return new RegExp(`^  (async )?${method}\\b.*\\(`, 'm').test(read(target))
    ? target
    : `${target} has no ${method}`;
}

/** Two files of a folder meet in a table: the first writes it, the other reads what is due. */
function readerOf(from: string, table: string): string {
  if (!read(from).includes(`INSERT INTO ${table}`)) return `${from} does not write ${table}`;
  const due = new RegExp(`SELECT [^;]*FROM ${table.replace('.', '\\.')}\\s+WHERE [^;]*ORDER BY`);
  const beside = filesLike(/\.ts$/).filter((path) => dirname(path) === dirname(from) && path !== from);
  return beside.find((path) => due.test(read(path))) ?? `nobody beside ${from} reads ${table}`;
}

/** Through a relative import, or through a door to the file behind it. */
function declaringFile(from: string, name: string): string {
  const [, specifier = ''] =
    new RegExp(`import (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`).exec(read(from)) ?? [];
  if (specifier.startsWith('.')) return join(dirname(from), specifier.replace(/\.js$/, '.ts'));
  const room = `libs/${specifier.replace('@lib/', '')}/src`;
  if (!existsSync(join(root, room))) return `${from} does not import ${name}`;
  const behind = [...read(`${room}/index.ts`).matchAll(/from '\.\/(.+)\.js'/g)].map(
    ([, file]) => `${room}/${file}.ts`,
  );
  const declares = new RegExp(`export (?:const|class|interface|type|function) ${name}\\b`);
  return behind.find((file) => declares.test(read(file))) ?? `${specifier} does not give ${name}`;
}

describe('the pages', () => {
  const pages = filesLike(/^docs\/.*\.md$|^libs\/.*SPEC\.md$/);
  const decisions = filesLike(/^docs\/decisions\/.*\.md$/);

  test.each(pages)('%s names only files that exist', (file) => {
    const paths = read(file).match(/`(?:apps|libs|test|infra|docs)\/[^`\s*<]+`/g) ?? [];
    expect(paths.map((path) => path.slice(1, -1)).filter((path) => !existsSync(join(root, path)))).toEqual(
      [],
    );
  });

  test('the architecture fits two screens', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(121);
  });

  test('decisions are numbered without a gap, and each is one page of four parts', () => {
    expect(decisions.map((file) => Number(/(\d{4})-/.exec(file)?.[1]))).toEqual(
      decisions.map((_, index) => index + 1),
    );
    for (const file of decisions) {
      expect(read(file).match(/^## .+$/gm)).toEqual([
        '## Situation',
        '## Decision',
        '## Consequences',
        '## Example',
      ]);
      expect(read(file).split('\n').length).toBeLessThan(60);
    }
  });

  test.each([
    ['libs/bus', /^(libs\/bus\/.*|test\/integration\/bus.*)spec\.ts$/],
    ['libs/tickets', /^(libs\/tickets\/.*|test\/integration\/tickets.*)spec\.ts$/],
    ['libs/routing', /^(libs\/routing\/.*|test\/integration\/routing.*)spec\.ts$/],
    ['libs/clocks', /^(libs\/clocks\/.*|test\/integration\/clocks.*)spec\.ts$/],
    ['libs/standins', /^(libs\/standins\/.*|test\/integration\/stand-?ins.*)spec\.ts$/],
    ['libs/realtime', /^(libs\/realtime\/.*|test\/integration\/realtime.*)spec\.ts$/],
    ['libs/channels/chat', /^(libs\/channels\/chat\/.*|test\/integration\/chat.*)spec\.ts$/],
    ['libs/channels/email', /^(libs\/channels\/email\/.*|test\/integration\/email.*)spec\.ts$/],
    ['libs/channels/voice', /^(libs\/channels\/voice\/.*|test\/integration\/voice.*)spec\.ts$/],
  ])('the rules of %s are counted through, and every rule a test cites is there', (room, tests) => {
    const rules = [...read(`${room}/SPEC.md`).matchAll(/^- ([RV]\d+) \S/gm)].map(([, rule]) => rule ?? '');
    expect(rules.map((rule) => Number(rule.slice(1)))).toEqual(rules.map((_, index) => index + 1));
    const cited = filesLike(tests).flatMap(
      (path) => read(path).match(/(?<=test\S*\(\s*['"`])[RV]\d+(?=:)/g) ?? [],
    );
    expect(cited.filter((rule) => !rules.includes(rule))).toEqual([]);
  });
});
