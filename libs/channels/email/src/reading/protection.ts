/** Says what a mail is wrapped in, S/MIME or PGP, signed or encrypted; nothing here opens or verifies it, and the console says so. */
import type { HeaderBlock } from './header-block.js';

export interface Protection {
  by: 'smime' | 'pgp';
  /** `sealed`: its content cannot be read here. */
  as: 'signed' | 'sealed';
}

/** By the type of the whole mail, else by the armour its text begins with; null for an open letter. */
export function protectionOf(headers: HeaderBlock, text: string): Protection | null {
  const type = (headers.raw('content-type') ?? '').toLowerCase();
  if (/^application\/(?:x-)?pkcs7-mime\b/.test(type))
    return { by: 'smime', as: /smime-type\s*=\s*"?signed-data/.test(type) ? 'signed' : 'sealed' };
  if (/^multipart\/encrypted\b/.test(type)) return { by: 'pgp', as: 'sealed' };
  if (/^multipart\/signed\b/.test(type)) return { by: type.includes('pgp') ? 'pgp' : 'smime', as: 'signed' };
  const armour = /^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----/.exec(text.slice(0, 2_000).trimStart());
  return armour ? { by: 'pgp', as: armour[1] === 'MESSAGE' ? 'sealed' : 'signed' } : null;
}
