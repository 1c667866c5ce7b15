/** Says a route's schemas once, for docs/openapi.json; validation uses the same objects through ZodPipe. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

export interface RouteContract {
  summary: string;
  body?: z.ZodType;
  query?: z.ZodType;
  answer?: z.ZodType;
  status?: number;
  /** Content types other than JSON. */
  consumes?: string;
  produces?: string;
}

export const ROUTE_CONTRACT = 'guichet:contract';

export function ApiContract(contract: RouteContract): MethodDecorator {
  return applyDecorators(SetMetadata(ROUTE_CONTRACT, contract));
}
