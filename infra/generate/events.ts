/** docs/events.md: the event catalogue with who listens, from the contracts. */
import { events, subscriptions } from '@lib/contracts';
import { z } from 'zod';

export const output = 'docs/events.md';

export function generate(): string {
  const rows = Object.entries(events).map(([name, schema]) => {
    const json = z.toJSONSchema(schema) as {
      properties: Record<string, { type?: string; enum?: string[] }>;
      required?: string[];
    };
    const fields = Object.keys(json.properties).map((field) =>
      json.required?.includes(field) ? `\`${field}\`` : `\`${field}\`?`,
    );
    const listeners = Object.entries(subscriptions)
      .filter(([, names]) => (names as readonly string[]).includes(name))
      .map(([listener]) => `\`${listener}\``);
    return `| \`${name}\` | ${fields.join(' ')} | ${listeners.join(', ') || '–'} |`;
  });
  return `# Events

Generated from \`libs/contracts/src/events.ts\`; do not edit. Every event is written in the transaction of what it tells
(\`bus.event\`). Durable listeners have a delivery row each and act at least once; gateways read every committed event once,
in commit-safe order. Envelope: \`id name at actor subject{type,id,version} data\`.

| event | data | durable listeners |
|---|---|---|
${rows.join('\n')}
`;
}
