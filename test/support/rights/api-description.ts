/** The API's own description, held to the code by its own check: every route that is not public, every id a body may carry. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Schema {
  type?: string;
  format?: string;
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
interface Operation {
  security?: object[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

/** Tickets may be named by number too, and calendars have readable ids: their names give them away. */
const NAMED = /(^|\.)(\w*Ids?|into|ticket)(\[\])?$/;

/** As `post /api/tickets/:id/notes`, sorted. */
export function guardedRoutes(): string[] {
  return operations()
    .filter(({ operation }) => operation.security?.length !== 0)
    .map(({ route }) => route)
    .sort();
}

/** Those that anybody may call, sorted. */
export function publicRoutes(): string[] {
  return operations()
    .filter(({ operation }) => operation.security?.length === 0)
    .map(({ route }) => route)
    .sort();
}

/** As `post /api/tickets customerId`, sorted. */
export function idFields(): string[] {
  const found = new Set<string>();
  for (const { route, operation } of operations()) {
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    walk(schema, '', (field) => found.add(`${route} ${field}`));
  }
  return [...found].sort();
}

const description = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

function operations(): { route: string; operation: Operation }[] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      operation,
    })),
  );
}

function walk(
  given: Schema | boolean | undefined,
  path: string,
  say: (field: string) => void,
  depth = 0,
): void {
  if (!given || given === true || depth > 12) return;
  const schema = given.$ref ? description.components.schemas[given.$ref.split('/').at(-1) ?? ''] : given;
  if (!schema) return;
  if (schema.type === 'string' && (schema.format === 'uuid' || NAMED.test(path))) say(path);
  const deeper = (part: Schema | boolean | undefined, at: string): void => walk(part, at, say, depth + 1);
  for (const [key, part] of Object.entries(schema.properties ?? {}))
    deeper(part, path ? `${path}.${key}` : key);
  deeper(schema.items, `${path}[]`);
  deeper(schema.additionalProperties, `${path}{}`);
  deeper(schema.propertyNames, `${path}{key}`);
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    deeper(part, path);
}
