/** Shows connected visitors what was committed, by whichever process: looks when poked, and twice a second anyway. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups, WorkLoop } from '@lib/bus';
import { AttachmentLinks } from './attachment-links.js';
import { lineView } from './chat-line.js';
import { ChatRepository } from './chat.repository.js';
import type { Line } from './line.entity.js';
import { linesToShow } from './line-push.js';
import { VisitorGreeting } from './visitor-greeting.js';
import { VisitorSessions, type VisitorSession } from './visitor-session.js';

const POLL_MS = 500;

@Injectable()
export class LinePusher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly poked = new Set<string>();
  private lastFullLookAt = 0;
  private readonly loop = new WorkLoop('chat-lines', POLL_MS, () => this.look());

  constructor(
    private readonly sessions: VisitorSessions,
    private readonly repository: ChatRepository,
    private readonly greeting: VisitorGreeting,
    private readonly links: AttachmentLinks,
    private readonly wakeups: Wakeups,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on('chat:', (topic) => {
      this.poked.add(topic.slice('chat:'.length));
      this.loop.poke();
    });
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async look(): Promise<boolean> {
    const full = Date.now() - this.lastFullLookAt >= POLL_MS;
    if (full) this.lastFullLookAt = Date.now();
    const waiting = this.sessions.all().filter((session) => session.waitsForNews);
    const poked = new Set(this.poked);
    this.poked.clear();
    const watched = new Set(waiting.flatMap(({ conversationId }) => conversationId ?? []));
    const ids = [...watched].filter((id) => full || poked.has(id));
    if (ids.length > 0) await this.bring(ids);
    if (full) await this.greetOtherTabs();
    return this.poked.size > 0;
  }

  private async bring(ids: string[]): Promise<void> {
    const states = await this.repository.states(ids);
    const lines = await this.missing(states);
    // Grouped again: visitors came and went while the database was asked.
    const present = this.sessions.byConversation();
    for (const state of states) {
      const fresh = lines.get(state.id) ?? [];
      for (const session of present.get(state.id) ?? []) {
        this.show(session, fresh);
        if (state.state === 'ended' && !session.ended && session.lastSeq >= state.lastSeq) {
          session.ended = true;
          session.socket.emit('chat.ended', { by: state.endedBy ?? 'system' });
        }
      }
    }
  }

  /** The lines somebody here has not seen, by conversation. */
  private async missing(states: { id: string; lastSeq: number }[]): Promise<Map<string, Line[]>> {
    const present = this.sessions.byConversation();
    const behind = states.flatMap(({ id, lastSeq }) => {
      const seen = Math.min(...(present.get(id) ?? []).map((session) => session.lastSeq));
      return seen < lastSeq ? [{ id, seen }] : [];
    });
    if (behind.length === 0) return new Map();
    const lines = await this.repository.after(
      behind.map(({ id }) => id),
      behind.map(({ seen }) => seen),
    );
    const grouped = new Map<string, Line[]>(behind.map(({ id }) => [id, []]));
    for (const line of lines) grouped.get(line.conversationId)?.push(line);
    return grouped;
  }

  private show(session: VisitorSession, lines: Line[]): void {
    const { show, complete } = linesToShow(session, lines);
    for (const line of show) {
      session.socket.emit('chat.message', {
        ...lineView(line, this.links.linkTo),
        conversationId: line.conversationId,
      });
    }
    if (!complete) this.poked.add(session.conversationId ?? '');
  }

  /** A conversation begun in one tab appears in the visitor's other tabs. */
  private async greetOtherTabs(): Promise<void> {
    const without = this.sessions
      .all()
      .filter(
        (session) =>
          session.greeted && !session.starting && (session.conversationId === null || session.ended),
      );
    if (without.length === 0) return;
    const open = await this.repository.openOf([...new Set(without.map(({ tokenHash }) => tokenHash))]);
    const begun = new Set(open.map(({ tokenHash }) => tokenHash));
    for (const session of without) {
      if (
        begun.has(session.tokenHash) &&
        !session.starting &&
        (session.conversationId === null || session.ended)
      )
        await this.greeting.greet(session);
    }
  }
}
