/** docs/openapi.json: every route with its schemas, from the same objects that validate. */
import * as contracts from '@lib/contracts';
import type { RouteContract } from '@lib/platform';
import { z } from 'zod';
import { allRoutes, type Route } from '../routes.js';

export const output = 'docs/openapi.json';

/** Pages for people have no contract; everything else must. */
const PAGES = [
  'SiteController.console',
  'SiteController.widget',
  'SiteController.demo',
  'SiteController.icon',
  'DocsController.page',
  'DocsController.file',
  'HelpController.style',
  'HelpController.missing',
];

export function generate(): string {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of allRoutes()) {
    const name = `${route.controller}.${route.handler}`;
    if (PAGES.includes(name)) continue;
    if (!route.contract) throw new Error(`${name} (${route.path}) has no @ApiContract`);
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route, route.contract);
  }
  const named = namedSchemas();
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Guichet',
      version: '1',
      description: 'Errors are RFC 9457 problem details. Log in for a token, or use the console’s cookie.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'guichet_session' },
      },
      schemas: { ...named, Problem: named['ProblemDetails'] },
    },
    security: [{ token: [] }, { cookie: [] }],
    paths,
  };
  return `${JSON.stringify(withReferences(document, named), null, 2)}\n`;
}

function operation(route: Route, contract: RouteContract): object {
  const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const status = String(contract.status ?? 200);
  return {
    summary: contract.summary,
    operationId: `${route.controller.replace(/Controller$/, '')}_${route.handler}_${route.method}`,
    tags: [route.controller.replace(/Controller$/, '')],
    ...(route.public && { security: [] }),
    parameters: [...named, ...queryParameters(contract.query)],
    ...(body(contract) && { requestBody: body(contract) }),
    responses: {
      [status]: {
        description: status === '204' ? 'Done' : 'Answer',
        ...(contract.answer && {
          content: { 'application/json': { schema: schemaOf(contract.answer, 'output') } },
        }),
        ...(!contract.answer && contract.produces && { content: { [contract.produces]: {} } }),
      },
      default: {
        description: 'Problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function body(contract: RouteContract): object | undefined {
  if (contract.body)
    return {
      required: true,
      content: { [contract.consumes ?? 'application/json']: { schema: schemaOf(contract.body, 'input') } },
    };
  if (contract.consumes) return { required: true, content: { [contract.consumes]: {} } };
  return undefined;
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return [];
  const schema = schemaOf(query, 'input') as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

/** The views have names: written once, referred to everywhere. */
function namedSchemas(): Record<string, object> {
  const named: Record<string, object> = {};
  for (const [name, value] of Object.entries(contracts))
    if (value instanceof z.ZodObject) named[name] = schemaOf(value, 'output');
  return named;
}

function withReferences(document: object, named: Record<string, object>): object {
  const names = new Map(
    Object.entries(named)
      .filter(([, schema]) => JSON.stringify(schema).length > 200)
      .map(([name, schema]) => [JSON.stringify(schema), name]),
  );
  const used = new Set<string>();
  const walk = (value: unknown, inside: string | null): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, null));
    if (value === null || typeof value !== 'object') return value;
    const name = names.get(JSON.stringify(value));
    if (name && name !== inside) {
      used.add(name);
      return { $ref: `#/components/schemas/${name}` };
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, null)]));
  };
  const { components, ...rest } = document as { components: { schemas: Record<string, object> } };
  const walked = walk(rest, null) as object;
  const schemas: Record<string, unknown> = { Problem: named['ProblemDetails'] };
  const pending = [...used];
  for (let name = pending.pop(); name; name = pending.pop()) {
    if (schemas[name]) continue;
    schemas[name] = walk(named[name], name);
    pending.push(...used);
  }
  return { ...walked, components: { ...components, schemas: sorted(schemas) } };
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
