/** Names things the way the provider does: two letters and 32 hex digits. */
import { createHash, randomBytes } from 'node:crypto';

export const newSid = (prefix: 'CA' | 'CF' | 'RE' | 'QU' | 'MZ'): string =>
  prefix + randomBytes(16).toString('hex');

/** A stable sid for something configured, so that it survives a restart. */
export const derivedSid = (prefix: 'PN', from: string): string =>
  prefix + createHash('md5').update(from).digest('hex');
