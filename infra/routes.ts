/** Every HTTP route of the product, read from the controllers themselves, so that no route can be forgotten. */
import { everything } from '../apps/all-in-one/app.module.js';
import { HealthController, ROUTE_CONTRACT, type RouteContract } from '@lib/platform';
import type { Type } from '@nestjs/common';

export interface Route {
  method: string;
  path: string;
  public: boolean;
  controller: string;
  handler: string;
  contract: RouteContract | undefined;
}

const METHODS = ['get', 'post', 'put', 'delete', 'patch', 'all', 'options', 'head'];

export function allRoutes(): Route[] {
  const controllers = everything.flatMap(
    (module) => (Reflect.getMetadata('controllers', module) ?? []) as Type[],
  );
  return [HealthController as Type, ...controllers]
    .flatMap(routesOf)
    .sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}

function routesOf(controller: Type): Route[] {
  const base = [Reflect.getMetadata('path', controller) as string | string[]].flat();
  const prototype = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (name === 'constructor' || typeof handler !== 'function') return [];
    const paths = Reflect.getMetadata('path', handler) as string | string[] | undefined;
    if (paths === undefined) return [];
    return [paths].flat().flatMap((path) =>
      base.map((prefix) => ({
        method: METHODS[Reflect.getMetadata('method', handler) as number] ?? 'get',
        path: `/${[prefix, path].filter((part) => part && part !== '/').join('/')}`.replace(/\/+/g, '/'),
        public: Boolean(
          Reflect.getMetadata('guichet:public', handler) ?? Reflect.getMetadata('guichet:public', controller),
        ),
        controller: controller.name,
        handler: name,
        contract: Reflect.getMetadata(ROUTE_CONTRACT, handler) as RouteContract | undefined,
      })),
    );
  });
}
