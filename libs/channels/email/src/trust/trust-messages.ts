/** What the sender checks and their thread say to each other. */
import type { CheckOrder, SenderCheck } from './sender-check.js';
import type { NameAnswer } from './mail-dns.js';

export type ToChecker =
  | { kind: 'check'; id: number; path: string; order: CheckOrder }
  | { kind: 'name'; question: number; answer: NameAnswer };

export type FromChecker =
  | { kind: 'ready' }
  | { kind: 'ask'; id: number; question: number; name: string; type: string }
  | { kind: 'checked'; id: number; check: SenderCheck };
