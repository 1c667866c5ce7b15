/** A stand-in for desk and gateway that speaks the contracts: to look at the console's states, never to prove the product. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Server } from 'socket.io';
import { item } from './people.mjs';
import { makeWorld } from './world.mjs';

const built = new URL('../../../dist/console/', import.meta.url).pathname;
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
export const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

export async function startFake({ scene = 'busy', role, locale, loggedIn = true, mails, port = 0 } = {}) {
  const world = makeWorld(scene, { role, locale, mails });
  const state = { loggedIn, failSends: false, epoch: randomUUID(), seq: new Map(), keys: new Map() };
  const http = createServer(
    (request, response) =>
      void answer(request, response).catch((error) => {
        response.writeHead(500).end(String(error));
      }),
  );
  const io = new Server(http);
  const room = io.of('/agents');

  const cursor = (stream) => state.seq.get(stream) ?? 0;
  const push = (name, stream, data, version = 1) => {
    const seq = cursor(stream) + 1;
    state.seq.set(stream, seq);
    room.emit(name, { epoch: state.epoch, stream, seq, version, ...data });
  };
  const mine = () => `agent:${world.me.id}`;
  const myTickets = () =>
    world.tickets.filter((one) => one.owner?.id === world.me.id && one.status !== 'closed');
  const snapshot = () => ({
    at: new Date().toISOString(),
    me: world.me,
    agents: world.agents,
    queues: world.queues,
    offers: world.offers,
    tickets: myTickets(),
  });
  const streams = () => ({
    [mine()]: cursor(mine()),
    agents: cursor('agents'),
    ...Object.fromEntries(world.queues.map((queue) => [`queue:${queue.id}`, cursor(`queue:${queue.id}`)])),
  });
  const refuse = (code, status = 404) => ({
    ok: false,
    problem: { type: code, title: code, status, code, instance: randomUUID() },
  });

  room.use((socket, next) =>
    next(
      state.loggedIn ? undefined : Object.assign(new Error('no'), { data: { code: 'not-authenticated' } }),
    ),
  );
  room.on('connection', (socket) => {
    socket.emit('hello', { epoch: state.epoch, snapshot: snapshot(), streams: streams() });
    socket.on('heartbeat', (_, ack) => ack({ ok: true, at: new Date().toISOString() }));
    socket.on('typing', (_, ack) => ack?.({ ok: true }));
    socket.on('ticket.unwatch', (_, ack) => ack({ ok: true }));
    socket.on('ticket.watch', ({ ticketId }, ack) => {
      const ticket = world.tickets.find((one) => one.id === ticketId);
      if (!ticket) return ack(refuse('not-found'));
      const stream = `ticket:${ticketId}`;
      const all = world.timelines.get(ticketId) ?? [];
      const page = all.slice(-60);
      ack({
        ok: true,
        ticket,
        timeline: page,
        nextCursor: all.length > 60 ? String(all.length - 60) : null,
        stream,
        seq: cursor(stream),
      });
    });
    socket.on('offer.accept', ({ offerId }, ack) => {
      const offer = world.offers.find((one) => one.id === offerId);
      if (!offer) return ack(refuse('offer-expired', 410));
      endOffer(offerId, 'accepted');
      const ticket = world.tickets.find((one) => one.id === offer.ticketId);
      ticket.owner ??= { id: world.me.id, name: world.me.name, photo: null };
      ticket.ownerSince ??= new Date().toISOString();
      changed(ticket);
      ack({ ok: true, ticketId: offer.ticketId });
    });
    socket.on('offer.decline', ({ offerId }, ack) => {
      endOffer(offerId, 'declined');
      ack({ ok: true });
    });
  });

  function endOffer(offerId, how) {
    const offer = world.offers.find((one) => one.id === offerId);
    world.offers = world.offers.filter((one) => one.id !== offerId);
    push('offer.ended', mine(), { offerId, state: how, interactionId: offer?.interactionId ?? randomUUID() });
  }
  function changed(ticket) {
    ticket.version += 1;
    ticket.updatedAt = new Date().toISOString();
    push('ticket.changed', mine(), { ticket }, ticket.version);
    push('ticket.changed', `ticket:${ticket.id}`, { ticket }, ticket.version);
  }
  function append(ticket, made) {
    const list = world.timelines.get(ticket.id);
    const placed = { ...made, seq: list.length + 1 };
    list.push(placed);
    ticket.seq = placed.seq;
    push('timeline.appended', `ticket:${ticket.id}`, { ticketId: ticket.id, item: placed });
    return placed;
  }
  function offer(more = {}) {
    const waiting = world.queues[0].items[0];
    const ticket = world.tickets.find((one) => one.id === (more.ticketId ?? waiting.ticketId));
    const made = {
      id: randomUUID(),
      state: 'made',
      agentId: world.me.id,
      ticketId: ticket.id,
      ticketNumber: ticket.number,
      interactionId: randomUUID(),
      channel: 'voice',
      queue: { id: world.queues[0].id, name: world.queues[0].name },
      customer: ticket.customer,
      subject: ticket.subject,
      excerpt: null,
      reason: 'queue',
      waitingSince: new Date(Date.now() - 42_000).toISOString(),
      madeAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 20_000).toISOString(),
      ...more,
    };
    world.offers.push(made);
    push('offer.made', mine(), { offer: made });
    return made;
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://fake');
    const body = await readBody(request);
    const json = (status, value) => {
      response.writeHead(status, {
        'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
      });
      response.end(value === undefined ? '' : JSON.stringify(value));
    };
    const problem = (status, code) =>
      json(status, { type: code, title: code, status, code, instance: randomUUID() });
    const path = url.pathname;
    const key = `${request.method} ${path}`;
    if (!path.startsWith('/api/')) return file(path, response);
    if (key === 'POST /api/auth/login') {
      if (JSON.parse(body).password !== 'guichet') return problem(401, 'wrong-credentials');
      state.loggedIn = true;
      return json(200, { accessToken: 'x', expiresAt: new Date().toISOString(), agent: world.me });
    }
    if (!state.loggedIn) return problem(401, 'not-authenticated');
    if (key === 'POST /api/auth/logout') {
      state.loggedIn = false;
      return json(200, {});
    }
    if (key === 'GET /api/auth/me' || path === '/api/agents/me') return json(200, world.me);
    if (key === 'PUT /api/agents/me/state') {
      Object.assign(world.me, {
        stateReason: null,
        ...JSON.parse(body),
        stateSince: new Date().toISOString(),
      });
      world.me.stateReason = JSON.parse(body).reason ?? null;
      push('agent.changed', 'agents', { agent: world.me });
      return json(200, world.me);
    }
    if (key === 'GET /api/tickets') {
      const q = (url.searchParams.get('q') ?? '').toLowerCase();
      const items = world.tickets.filter((one) =>
        `${one.subject} ${one.number} ${one.customer.name}`.toLowerCase().includes(q),
      );
      return json(200, { items, nextCursor: null });
    }
    if (key === 'GET /api/customers') {
      const q = (url.searchParams.get('q') ?? '').toLowerCase();
      return json(200, {
        items: world.customers.filter((one) => one.name.toLowerCase().includes(q)),
        nextCursor: null,
      });
    }
    const customer = /^\/api\/customers\/([^/]+)(\/history)?$/.exec(path);
    if (customer) {
      const who = world.customers.find((one) => one.id === customer[1]);
      if (!who) return problem(404, 'not-found');
      if (!customer[2]) return json(200, who);
      const tickets = [...world.tickets, ...(world.history ?? [])].filter(
        (one) => one.customer.id === who.id,
      );
      return json(200, { items: tickets, nextCursor: null });
    }
    if (path.startsWith('/api/customers/')) {
      for (const who of world.customers) who.samePerson = [];
      return json(200, {});
    }
    if (key === 'GET /api/admin/mail') {
      const wanted = url.searchParams.get('state');
      return json(200, {
        items: world.mails.filter((one) => !wanted || one.state === wanted),
        nextCursor: null,
      });
    }
    if (path.endsWith('/raw'))
      return response.writeHead(200, { 'content-type': 'text/plain' }).end('From: a@b\r\n\r\nhello');
    if (path.startsWith('/api/admin/mail/'))
      return json(
        200,
        world.mails.find((one) => path.endsWith(one.id)),
      );
    if (path === '/api/attachments')
      return json(201, { id: randomUUID(), name: 'fichier.pdf', type: 'application/pdf', size: body.length });
    const ticketCall = /^\/api\/tickets\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path);
    if (ticketCall) return ticketAnswer(request, ticketCall, url, body, json, problem);
    return problem(404, 'not-found');
  }

  function ticketAnswer(request, [, id, part], url, body, json, problem) {
    const ticket = world.tickets.find((one) => one.id === id || one.number === id);
    if (!ticket) return problem(404, 'not-found');
    const input = body && request.method !== 'GET' ? JSON.parse(body.toString() || '{}') : {};
    if (!part && request.method === 'GET') return json(200, ticket);
    if (!part) {
      if (request.headers['if-match'] !== String(ticket.version)) return problem(412, 'version-stale');
      const from = ticket.status;
      Object.assign(ticket, input);
      changed(ticket);
      append(
        ticket,
        item(0, 'event', {
          author: { kind: 'agent', id: world.me.id, name: world.me.name },
          data: { name: 'ticket.changed', changes: { status: { from, to: ticket.status } } },
        }),
      );
      return json(200, ticket);
    }
    if (part === 'timeline') {
      const all = world.timelines.get(ticket.id);
      const end = Number(url.searchParams.get('cursor') ?? all.length);
      const start = Math.max(0, end - 60);
      return json(200, { items: all.slice(start, end), nextCursor: start > 0 ? String(start) : null });
    }
    if (part === 'take' || part === 'hand-over') {
      const to = part === 'take' ? world.me : world.agents.find((one) => one.id === input.to?.agentId);
      if (part === 'hand-over' && (!input.innerNote || !input.customerLine))
        return problem(400, 'hand-over-incomplete');
      if (part === 'hand-over' && to) {
        ticket.handOver = {
          id: randomUUID(),
          kind: input.kind ?? 'transfer',
          from: { id: world.me.id, name: world.me.name, photo: null },
          to: { id: to.id, name: to.name, photo: null },
          innerNote: input.innerNote,
          customerLine: input.customerLine,
          card: input.card ?? {},
          proposedAt: new Date().toISOString(),
          expiresAt: new Date(Date.now() + 900_000).toISOString(),
        };
        changed(ticket);
        return json(200, ticket);
      }
      const from = ticket.owner;
      ticket.owner = to ? { id: to.id, name: to.name, photo: null } : null;
      ticket.ownerSince = new Date().toISOString();
      changed(ticket);
      append(
        ticket,
        item(0, 'event', {
          data: {
            name: 'ticket.owner-changed',
            from: from?.id ?? null,
            fromName: from?.name ?? null,
            to: ticket.owner?.id ?? null,
            toName: ticket.owner?.name ?? null,
          },
        }),
      );
      return json(200, ticket);
    }
    if (request.method === 'DELETE') {
      const held = world.timelines.get(ticket.id).find((one) => url.pathname.endsWith(one.id));
      held.delivery = { state: 'cancelled', detail: null, at: new Date().toISOString() };
      push('timeline.changed', `ticket:${ticket.id}`, { ticketId: ticket.id, item: held });
      return json(200, {});
    }
    if (state.failSends) return problem(503, 'not-ready');
    const key = request.headers['idempotency-key'];
    if (state.keys.has(key)) return json(201, state.keys.get(key));
    const made = append(
      ticket,
      item(0, part === 'notes' ? 'note' : 'message', {
        channel: input.channel ?? null,
        direction: part === 'notes' ? null : 'out',
        author: { kind: 'agent', id: world.me.id, name: world.me.name },
        subject: input.channel === 'email' ? `Re: ${ticket.subject}` : null,
        text: input.text,
        delivery:
          part === 'notes' ? null : { state: input.delayMs ? 'held' : 'sent', detail: null, at: null },
      }),
    );
    state.keys.set(key, made);
    return json(201, made);
  }

  await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${http.address().port}`;
  return {
    url,
    world,
    state,
    room,
    push,
    offer,
    endOffer,
    changed,
    append,
    customerSays(ticket, text, channel = 'chat') {
      append(
        ticket,
        item(0, 'message', {
          channel,
          direction: 'in',
          text,
          author: { kind: 'customer', id: ticket.customer.id, name: ticket.customer.name },
        }),
      );
      ticket.lastMessage = { at: new Date().toISOString(), direction: 'in', channel, excerpt: text };
      changed(ticket);
    },
    typing: (ticket) =>
      room.emit('typing', {
        ticketId: ticket.id,
        who: { kind: 'customer', id: ticket.customer.id, name: ticket.customer.name },
        at: new Date().toISOString(),
      }),
    async close() {
      await io.close();
      http.closeAllConnections();
    },
  };
}

async function file(path, response) {
  const name = extname(path) ? path : '/index.html';
  try {
    const bytes = await readFile(join(built, name));
    response.writeHead(200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

async function readBody(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
