/** Rights to articles: every colleague reads and writes drafts, supervisors and admins publish. */
import { missing, NOBODY, shared, type Row } from '../row.js';

const article = { visibility: 'internal', texts: { en: { title: 'Bank', body: 'Which card?' } } };
const headers = (): Record<string, string> => ({ 'if-match': '1' });

export const knowledgeRows: Record<string, Row> = {
  'get /api/articles': { expected: shared },
  'post /api/articles': {
    body: article,
    expected: { anonymous: 401, stranger: 201, owner: 201, supervisor: 201, admin: 201 },
  },
  'get /api/articles/:id': { path: () => `/api/articles/${NOBODY}`, expected: missing },
  'put /api/articles/:id': {
    body: article,
    path: () => `/api/articles/${NOBODY}`,
    headers,
    expected: missing,
  },
  'post /api/articles/:id/publish': {
    path: () => `/api/articles/${NOBODY}/publish`,
    headers,
    expected: { anonymous: 401, stranger: 403, owner: 403, supervisor: 404, admin: 404 },
  },
  'post /api/articles/:id/archive': {
    path: () => `/api/articles/${NOBODY}/archive`,
    headers,
    expected: missing,
  },
  'get /api/articles/:id/versions': { path: () => `/api/articles/${NOBODY}/versions`, expected: missing },
  'post /api/articles/:id/versions/:version/restore': {
    path: () => `/api/articles/${NOBODY}/versions/1/restore`,
    headers,
    expected: missing,
  },
  'get /api/articles/:id/customer-text': {
    path: () => `/api/articles/${NOBODY}/customer-text?locale=fr`,
    expected: { anonymous: 401, stranger: 409, owner: 409, supervisor: 409, admin: 409 },
  },
  'get /api/tickets/:id/article-draft': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
};
