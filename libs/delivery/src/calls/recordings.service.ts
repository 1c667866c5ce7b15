/** A recording as those may have it who may listen to it: what a player shows, and its sound, with a row for each listening. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, Problem, type AgentRef, type StoredRecording } from '@lib/contracts';
import { Database } from '@lib/database';
import { RecordingStore, requireRole, type Principal } from '@lib/platform';
import { Playbacks } from './playbacks.js';
import { isGone, RecordingAccess, type HeardRecording } from './recording-access.js';
import { gapsOf } from './recording-gaps.js';

export interface Sound {
  id: string;
  size: number;
  /** Strong: the hash of the bytes. */
  etag: string;
  /** What a file of it is called; plain letters. */
  name: string;
}

@Injectable()
export class RecordingsService {
  constructor(
    private readonly database: Database,
    private readonly access: RecordingAccess,
    private readonly playbacks: Playbacks,
    private readonly store: RecordingStore,
  ) {}

  /** Errors: `not-found`, `forbidden`. */
  async view(principal: Principal, id: string): Promise<StoredRecording> {
    const recording = await this.access.require(principal, id);
    const gone = isGone(recording);
    const { size, hold } = recording;
    const admin = principal.role === 'admin';
    return {
      id: recording.id,
      state: gone ? 'deleted' : size === null ? 'awaited' : 'stored',
      seconds: recording.seconds ?? 0,
      peaks: gone ? [] : (recording.peaks ?? []),
      gaps: gapsOf(recording.events, recording.seconds ?? 0),
      deleteAt: recording.deleteAt?.toISOString() ?? null,
      deletedAt: recording.deletedAt?.toISOString() ?? null,
      deletion: gone ? (recording.deletion ?? 'objection') : null,
      hold:
        hold && !gone
          ? { reason: hold.reason, at: new Date(hold.at).toISOString(), by: await this.person(hold.byId) }
          : null,
      playbacks: await this.playbacks.of(recording.id),
      may: { download: admin && !gone && size !== null, hold: admin && !gone },
    };
  }

  /** Nothing is noted yet. Errors: those of `view`, `recording-gone`, `not-ready` while it is on its way from the carrier. */
  async sound(principal: Principal, id: string): Promise<Sound> {
    return this.here(await this.access.require(principal, id));
  }

  /** For administrators; noted unless they only `look` whether they may. Errors: those of `sound`. */
  async download(principal: Principal, id: string, look: boolean): Promise<Sound> {
    const recording = await this.access.require(principal, id);
    requireRole(principal, 'admin');
    const sound = await this.here(recording);
    if (!look) await this.playbacks.downloaded(principal, recording);
    return sound;
  }

  private async here(recording: HeardRecording): Promise<Sound> {
    const { id, size, sha256, startedAt, ticketNumber } = recording;
    if (isGone(recording)) throw new Problem('recording-gone');
    if (size === null || sha256 === null) throw new Problem('not-ready', 'On its way from the carrier');
    // Deleted between the look and now, or a copy of the house without its files.
    if (!(await this.store.has(id))) throw new Problem('recording-gone');
    const day = startedAt?.toISOString().slice(0, 10) ?? '';
    return { id, size, etag: `"${sha256}"`, name: `${formatTicketNumber(Number(ticketNumber))}-${day}.wav` };
  }

  private async person(id: string): Promise<AgentRef> {
    const [row] = await this.database.query<AgentRef>(
      `SELECT id, name, photo FROM agents.agent WHERE id = $1`,
      [id],
    );
    return row ?? { id, name: '', photo: null };
  }
}
