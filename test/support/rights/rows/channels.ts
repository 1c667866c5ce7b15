/** Rights to what comes in and goes out: messages, files, mailboxes, the mail log, what was given up, the telephone. */
import { adminOnly, logReaders, missing, NOBODY, shared, ticketRead, type Row } from '../row.js';

const MAILBOX = {
  address: 'help@guichet.test',
  aliases: [],
  name: 'Help',
  queueId: null,
  receiving: null,
  sending: null,
  login: null,
  authority: null,
  trustedServer: null,
};

const MENU = {
  name: 'A menu',
  numbers: [],
  flow: {
    start: 'people',
    person: 'people',
    steps: [{ id: 'people', name: 'People', place: null, kind: 'queue', text: null, queueId: null }],
  },
};
const RECORDING_POLICY = {
  enabled: false,
  purpose: null,
  legalBasis: null,
  announcement: { fr: '', en: '' },
  retentionDays: 180,
  objectionKey: '9',
  keepAtCarrier: false,
};
const noMenu = { ...adminOnly, admin: 404 };

export const channelRows: Record<string, Row> = {
  'get /api/tickets/:id/drafts': { expected: ticketRead },
  'put /api/tickets/:id/drafts': {
    body: { channel: 'email', version: 0, text: '' },
    expected: ticketRead,
  },
  'get /api/tickets/:id/scheduled-answers': { expected: ticketRead },
  'post /api/tickets/:id/scheduled-answers': {
    body: { at: '2001-01-01T00:00:00.000Z', message: { channel: 'email', text: 'x' } },
    expected: { anonymous: 401, stranger: 404, owner: 400, supervisor: 400, admin: 400 },
  },
  'delete /api/tickets/:id/scheduled-answers/:answerId': {
    path: (ticket) => `/api/tickets/${ticket.id}/scheduled-answers/${NOBODY}`,
    expected: missing,
  },
  'post /api/tickets/:id/scheduled-answers/:answerId/send': {
    path: (ticket) => `/api/tickets/${ticket.id}/scheduled-answers/${NOBODY}/send`,
    expected: missing,
  },
  'post /api/tickets/:id/messages': {
    body: { channel: 'chat', text: 'x' },
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'delete /api/tickets/:id/messages/:messageId': {
    path: (ticket) => `/api/tickets/${ticket.id}/messages/${NOBODY}`,
    expected: missing,
  },
  'post /api/attachments': {
    body: {},
    expected: { anonymous: 401, stranger: 400, owner: 400, supervisor: 400, admin: 400 },
  },
  'post /api/attachments/:id/release': {
    path: () => `/api/attachments/${NOBODY}/release`,
    body: { released: true, reason: 'Needed' },
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/attachments/:id/mail': { path: () => `/api/attachments/${NOBODY}/mail`, expected: missing },
  'get /api/attachments/:id/inside': {
    path: () => `/api/attachments/${NOBODY}/inside?file=0`,
    expected: missing,
  },
  'get /api/attachments/:id': { path: () => `/api/attachments/${NOBODY}`, expected: missing },
  'get /api/mail-images/:messageId': { path: () => `/api/mail-images/${NOBODY}?n=0`, expected: missing },
  'get /api/admin/undeliverable': { expected: logReaders },
  'post /api/admin/undeliverable': {
    body: { address: 'gone@elsewhere.test', words: 'They left' },
    expected: { ...logReaders, supervisor: 204, admin: 204 },
  },
  'post /api/admin/undeliverable/lift': {
    body: { address: 'nobody@elsewhere.test' },
    expected: { ...logReaders, supervisor: 404, admin: 404 },
  },
  'get /api/admin/mail': { expected: logReaders },
  'get /api/admin/mail/:id': {
    path: () => `/api/admin/mail/${NOBODY}`,
    expected: { ...logReaders, supervisor: 404, admin: 404 },
  },
  'get /api/admin/mail/:id/raw': {
    path: () => `/api/admin/mail/${NOBODY}/raw`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/mail': { body: {}, expected: { ...adminOnly, admin: 400 } },
  'get /api/admin/quarantine': { expected: adminOnly },
  'post /api/admin/quarantine/retries': {
    body: { why: 'loop' },
    expected: { ...adminOnly, admin: 202 },
  },
  'get /api/admin/quarantine/retries/:id': {
    path: () => `/api/admin/quarantine/retries/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/quarantine/:id/retry': {
    path: () => `/api/admin/quarantine/${NOBODY}/retry`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/quarantine/:id/spam': {
    path: () => `/api/admin/quarantine/${NOBODY}/spam`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/mail/:id/judgement': {
    path: () => `/api/admin/mail/${NOBODY}/judgement`,
    body: { as: 'spam' },
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/tickets/:id/messages/:messageId/judgement': {
    path: (ticket) => `/api/tickets/${ticket.id}/messages/${NOBODY}/judgement`,
    body: { as: 'spam' },
    expected: missing,
  },
  'get /api/admin/mail-guard': { expected: logReaders },
  'put /api/admin/mail-guard/:mailboxId': {
    path: () => `/api/admin/mail-guard/${NOBODY}`,
    body: { spamHeaders: 'above', flagAt: 5, holdAt: 10, arcSealers: [] },
    headers: () => ({ 'if-match': '0' }),
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/sender-rules': { expected: logReaders },
  'post /api/admin/sender-rules': {
    body: { kind: 'domain', value: 'junk.example', says: 'block', why: 'Advertising' },
    expected: { ...adminOnly, admin: 201 },
  },
  'delete /api/admin/sender-rules/:ruleId': {
    path: () => `/api/admin/sender-rules/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/sender-rules/:ruleId/restore': {
    path: () => `/api/admin/sender-rules/${NOBODY}/restore`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/parked': { expected: adminOnly },
  'post /api/admin/parked/retry': { expected: adminOnly },
  'get /api/admin/parked/:id': {
    path: () => `/api/admin/parked/timer:${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/parked/:id/retry': {
    path: () => `/api/admin/parked/timer:${NOBODY}/retry`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/recording-policies': { expected: logReaders },
  'put /api/admin/recording-policies/:queueId': {
    path: () => `/api/admin/recording-policies/${NOBODY}`,
    headers: () => ({ 'if-match': '0' }),
    body: RECORDING_POLICY,
    expected: noMenu,
  },
  'get /api/admin/recording-policies/:queueId/versions': {
    path: () => `/api/admin/recording-policies/${NOBODY}/versions`,
    expected: logReaders,
  },
  'post /api/admin/recordings/:id/hold': {
    path: () => `/api/admin/recordings/${NOBODY}/hold`,
    body: { reason: 'A dispute' },
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/recordings/:id/release': {
    path: () => `/api/admin/recordings/${NOBODY}/release`,
    body: { reason: 'Settled' },
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/recordings/:id': { path: () => `/api/recordings/${NOBODY}`, expected: missing },
  'get /api/recordings/:id/sound': {
    path: () => `/api/recordings/${NOBODY}/sound?playback=${NOBODY}`,
    expected: missing,
  },
  'get /api/recordings/:id/download': {
    path: () => `/api/recordings/${NOBODY}/download`,
    expected: missing,
  },
  'put /api/playbacks/:id': {
    path: () => `/api/playbacks/${NOBODY}`,
    body: { from: 0, to: 1 },
    expected: missing,
  },
  'get /api/admin/phone-announcement': { expected: logReaders },
  'put /api/admin/phone-announcement': {
    body: { text: { fr: 'x', en: 'x' }, until: new Date(Date.now() + 3_600_000).toISOString() },
    expected: logReaders,
  },
  'delete /api/admin/phone-announcement': { expected: logReaders },
  'get /api/admin/phone-menus': { expected: logReaders },
  'post /api/admin/phone-menus': { body: MENU, expected: { ...adminOnly, admin: 201 } },
  'get /api/admin/phone-menus/:id': {
    path: () => `/api/admin/phone-menus/${NOBODY}`,
    expected: { ...logReaders, supervisor: 404, admin: 404 },
  },
  'put /api/admin/phone-menus/:id': {
    body: MENU,
    path: () => `/api/admin/phone-menus/${NOBODY}`,
    headers: () => ({ 'if-match': '1' }),
    expected: noMenu,
  },
  'delete /api/admin/phone-menus/:id': { path: () => `/api/admin/phone-menus/${NOBODY}`, expected: noMenu },
  'post /api/admin/phone-menus/:id/restore': {
    path: () => `/api/admin/phone-menus/${NOBODY}/restore`,
    expected: noMenu,
  },
  'post /api/admin/phone-menus/:id/publish': {
    body: { reason: 'why not' },
    path: () => `/api/admin/phone-menus/${NOBODY}/publish`,
    headers: () => ({ 'if-match': '1' }),
    expected: noMenu,
  },
  'get /api/admin/phone-menus/:id/versions': {
    path: () => `/api/admin/phone-menus/${NOBODY}/versions`,
    expected: logReaders,
  },
  'post /api/admin/phone-menus/:id/roll-back': {
    body: { to: 1, reason: 'why not' },
    path: () => `/api/admin/phone-menus/${NOBODY}/roll-back`,
    headers: () => ({ 'if-match': '1' }),
    expected: noMenu,
  },
  'post /api/admin/phone-menus/:id/try': {
    body: { from: '+33612345678' },
    path: () => `/api/admin/phone-menus/${NOBODY}/try`,
    expected: noMenu,
  },
  'get /api/admin/mailboxes': { expected: logReaders },
  'post /api/admin/mailboxes': { body: MAILBOX, expected: { ...adminOnly, admin: 201 } },
  'post /api/admin/mailboxes/find': { body: { address: 'help@guichet.test' }, expected: adminOnly },
  'post /api/admin/mailboxes/test': {
    body: { settings: { ...MAILBOX, address: 'other@guichet.test' }, mailboxId: null },
    expected: adminOnly,
  },
  'post /api/admin/mailboxes/permission': {
    body: { state: 'nobody-began-this-way', code: 'x' },
    expected: { ...adminOnly, admin: 409 },
  },
  'put /api/admin/mailboxes/:id': {
    body: MAILBOX,
    path: () => `/api/admin/mailboxes/${NOBODY}`,
    headers: () => ({ 'if-match': '1' }),
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/mailboxes/:id': {
    path: () => `/api/admin/mailboxes/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/mailboxes/:id/restore': {
    path: () => `/api/admin/mailboxes/${NOBODY}/restore`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/mailboxes/:id/retry': {
    path: () => `/api/admin/mailboxes/${NOBODY}/retry`,
    expected: { ...adminOnly, supervisor: 404, admin: 404 },
  },
  'post /api/admin/mailboxes/:id/permission': {
    path: () => `/api/admin/mailboxes/${NOBODY}/permission`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/mailboxes/:id/changes': {
    path: () => `/api/admin/mailboxes/${NOBODY}/changes`,
    expected: logReaders,
  },
  'post /api/tickets/:id/calls': {
    body: { clientId: NOBODY },
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/tickets/:id/callback': {
    body: { at: '2001-01-01T09:00:00.000Z', until: '2001-01-01T10:00:00.000Z', text: 'We call you.' },
    expected: { anonymous: 401, stranger: 404, owner: 400, supervisor: 400, admin: 400 },
  },
  'delete /api/tickets/:id/callback': { expected: missing },
  'post /api/tickets/:id/callback/restore': {
    expected: { anonymous: 401, stranger: 404, owner: 409, supervisor: 409, admin: 409 },
  },
  'post /api/interactions/:id/hold': { path: () => `/api/interactions/${NOBODY}/hold`, expected: missing },
  'post /api/interactions/:id/recording/pause': {
    path: () => `/api/interactions/${NOBODY}/recording/pause`,
    expected: missing,
  },
  'post /api/interactions/:id/recording/resume': {
    path: () => `/api/interactions/${NOBODY}/recording/resume`,
    expected: missing,
  },
  'post /api/interactions/:id/recording/private': {
    path: () => `/api/interactions/${NOBODY}/recording/private`,
    expected: missing,
  },
  'post /api/interactions/:id/recording/object': {
    path: () => `/api/interactions/${NOBODY}/recording/object`,
    expected: missing,
  },
  'post /api/interactions/:id/resume': {
    path: () => `/api/interactions/${NOBODY}/resume`,
    expected: missing,
  },
  'post /api/interactions/:id/to-queue': {
    path: () => `/api/interactions/${NOBODY}/to-queue`,
    body: { queueId: NOBODY, innerNote: 'x', customerLine: 'x' },
    expected: missing,
  },
  'post /api/interactions/:id/take-back': {
    path: () => `/api/interactions/${NOBODY}/take-back`,
    expected: missing,
  },
  'post /api/interactions/:id/invite': {
    path: () => `/api/interactions/${NOBODY}/invite`,
    body: { agentId: NOBODY },
    expected: missing,
  },
  'post /api/interactions/:id/dismiss': {
    path: () => `/api/interactions/${NOBODY}/dismiss`,
    body: { agentId: NOBODY },
    expected: missing,
  },
  'post /api/interactions/:id/listening': {
    path: () => `/api/interactions/${NOBODY}/listening`,
    body: { purpose: 'training' },
    expected: missing,
  },
  'put /api/interactions/:id/listening': {
    path: () => `/api/interactions/${NOBODY}/listening`,
    body: { mode: 'whisper' },
    expected: missing,
  },
  'delete /api/interactions/:id/listening': {
    path: () => `/api/interactions/${NOBODY}/listening`,
    expected: missing,
  },
  'post /api/interactions/:id/help': {
    path: () => `/api/interactions/${NOBODY}/help`,
    body: {},
    expected: missing,
  },
  'post /api/interactions/:id/help/answer': {
    path: () => `/api/interactions/${NOBODY}/help/answer`,
    body: { text: 'Yes' },
    expected: missing,
  },
  'delete /api/interactions/:id/help': {
    path: () => `/api/interactions/${NOBODY}/help`,
    expected: missing,
  },
  'get /api/agents/me/listened-to': { expected: shared },
  'get /api/admin/telephone': { expected: adminOnly },
  'post /api/admin/telephone/places/:kind/:sid/connect': {
    path: () => '/api/admin/telephone/places/number/PN0/connect',
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/telephone/changes/:changeId/undo': {
    path: () => `/api/admin/telephone/changes/${NOBODY}/undo`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/mailboxes/:id/writing': {
    path: () => `/api/admin/mailboxes/${NOBODY}/writing`,
    expected: { ...adminOnly, supervisor: 404, admin: 404 },
  },
  'put /api/admin/mailboxes/:id/writing': {
    body: {
      displayAddress: null,
      nameTemplate: '',
      team: '',
      phone: '',
      signature: { fr: '', en: '' },
      asksWhenRead: false,
    },
    path: () => `/api/admin/mailboxes/${NOBODY}/writing`,
    headers: () => ({ 'if-match': '0' }),
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/admin/sending-domains': { expected: logReaders },
  'post /api/admin/sending-domains/:domain/keys': {
    path: () => '/api/admin/sending-domains/not-ours.example/keys',
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/sending-domains/:domain/check': {
    path: () => '/api/admin/sending-domains/not-ours.example/check',
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/sending-keys/:id/on': {
    body: { anyway: true },
    path: () => `/api/admin/sending-keys/${NOBODY}/on`,
    expected: { ...adminOnly, admin: 404 },
  },
  'post /api/admin/sending-keys/:id/off': {
    path: () => `/api/admin/sending-keys/${NOBODY}/off`,
    expected: { ...adminOnly, admin: 404 },
  },
  'delete /api/admin/sending-keys/:id': {
    path: () => `/api/admin/sending-keys/${NOBODY}`,
    expected: { ...adminOnly, admin: 404 },
  },
  'get /api/agents/me/welcome-senders': { expected: shared },
  'put /api/agents/me/welcome-senders': {
    body: { addresses: ['shop@example.org'], welcome: true },
    expected: shared,
  },
  'get /api/tickets/:id/mail-signature': { expected: ticketRead },
  'put /api/agents/me/mail-line': { body: { fr: '', en: '' }, expected: shared },
  'post /api/voice/token': { expected: shared },
  'post /api/voice/quality': {
    body: {
      callSid: `CA${'0'.repeat(32)}`,
      part: 1,
      seconds: 5,
      mos: 4.2,
      worstMos: 4,
      packetsReceived: 250,
      packetsLost: 0,
      worstJitterMs: 3,
      worstRttMs: 40,
      warnings: {},
    },
    expected: missing,
  },
};
