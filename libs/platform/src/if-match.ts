/** The version a client saw, from its If-Match header. */
import { Problem } from '@lib/contracts';

/** Errors: `version-required` when there is none, or none that can be read. */
export function versionIn(header: string | undefined): number {
  const version = Number(header?.replace(/^W\//, '').replace(/"/g, ''));
  if (!header || !Number.isSafeInteger(version)) throw new Problem('version-required');
  return version;
}
