/** Rights to what happens by itself, and the words that no customer may read. */
import { adminOnly, logReaders, NOBODY, shared, type Row } from '../row.js';

const innerWords = { kind: 'jargon', locale: 'fr', words: 'mot du métier', why: 'pour l’essai' };
const rule = {
  name: 'See it',
  trigger: { on: 'handed-over' },
  actions: [{ do: 'add-tags', tags: ['handed'] }],
};

export const rulesRows: Record<string, Row> = {
  'post /api/customer-text/check': { body: { text: 'x', locale: 'fr' }, expected: shared },
  'get /api/admin/rules': { expected: adminOnly },
  'post /api/admin/rules': { body: rule, expected: { ...adminOnly, admin: 201 } },
  'put /api/admin/rules/order': { body: { ids: [NOBODY] }, expected: { ...adminOnly, admin: 400 } },
  'post /api/admin/rules/dry-run': { body: { rule: { trigger: rule.trigger } }, expected: adminOnly },
  'get /api/admin/rules/runs': { expected: adminOnly },
  'post /api/admin/rules/stops/seen': { expected: { ...adminOnly, admin: 204 } },
  'put /api/admin/rules/:id': {
    body: rule,
    path: () => `/api/admin/rules/${NOBODY}`,
    headers: () => ({ 'if-match': '1' }),
    expected: { ...adminOnly, admin: 404 },
  },
  'put /api/admin/rules/:id/active': {
    body: { active: true },
    path: () => `/api/admin/rules/${NOBODY}/active`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/rules/:id': {
    path: () => `/api/admin/rules/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/rules/:id/restore': {
    path: () => `/api/admin/rules/${NOBODY}/restore`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/rules/:id/changes': {
    path: () => `/api/admin/rules/${NOBODY}/changes`,
    expected: adminOnly,
  },
  'get /api/admin/inner-words': { expected: logReaders },
  'post /api/admin/inner-words': {
    body: { ...innerWords, words: '...' },
    expected: { ...adminOnly, admin: 400 },
  },
  'put /api/admin/inner-words/:id': {
    body: innerWords,
    path: () => `/api/admin/inner-words/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/inner-words/:id': {
    path: () => `/api/admin/inner-words/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
};
