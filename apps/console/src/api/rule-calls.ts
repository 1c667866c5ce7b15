/** The calls about rules; the shapes are those of contracts. */
import type {
  DryRun,
  DryRunResult,
  Rule,
  RuleChangeList,
  RuleList,
  RuleRunList,
  SavedRule,
  WriteRule,
} from '@lib/contracts';
import { query, request } from './http.js';

const RULES = '/api/admin/rules';
const of = (ruleId: string): string => `${RULES}/${encodeURIComponent(ruleId)}`;

export const rulesApi = {
  all: (signal?: AbortSignal) => request<RuleList>('GET', RULES, { signal }),
  add: (rule: WriteRule) => request<SavedRule>('POST', RULES, { body: rule }),
  change: ({ id, version }: Pick<Rule, 'id' | 'version'>, rule: WriteRule) =>
    request<SavedRule>('PUT', of(id), { body: rule, headers: { 'if-match': String(version) } }),
  switch: (ruleId: string, active: boolean) =>
    request<Rule>('PUT', `${of(ruleId)}/active`, { body: { active } }),
  order: (ids: string[]) => request<RuleList>('PUT', `${RULES}/order`, { body: { ids } }),
  archive: (ruleId: string) => request<null>('DELETE', of(ruleId)),
  restore: (ruleId: string) => request<Rule>('POST', `${of(ruleId)}/restore`),
  changes: (ruleId: string, signal?: AbortSignal) =>
    request<RuleChangeList>('GET', `${of(ruleId)}/changes`, { signal }),
  dryRun: (wish: DryRun) => request<DryRunResult>('POST', `${RULES}/dry-run`, { body: wish }),
  runs: (asked: { ruleId?: string; state?: string; before?: string }, signal?: AbortSignal) =>
    request<RuleRunList>('GET', `${RULES}/runs${query(asked)}`, { signal }),
  seeStops: () => request<null>('POST', `${RULES}/stops/seen`),
};
