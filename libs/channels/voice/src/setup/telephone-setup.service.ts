/** Connects the telephone: looks at the carrier's books, sets numbers and application so that calls come to us, and takes that back. */
import { Inject, Injectable } from '@nestjs/common';
import {
  Problem,
  type TelephoneChange,
  type TelephoneField,
  TelephonePlaceKind,
  type TelephoneSetup,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { CONFIG, logger, newId, requireRole, type Config, type Principal } from '@lib/platform';
import { CarrierAccount } from '../carrier/carrier-account.js';
import { codesOf } from '../carrier/carrier.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { CarrierDesk, type BookedPlace } from './carrier-desk.js';
import { differencesOf, faultOfAddress, wantedSettings, type TelephoneSettings } from './wanted.js';

type Finding = TelephoneSetup['findings'][number];

interface ChangeRow {
  id: string;
  kind: TelephonePlaceKind;
  sid: string;
  name: string;
  before: TelephoneSettings;
  after: TelephoneSettings;
  state: 'asked' | 'done' | 'refused' | 'undone';
  at: Date;
  by: { id: string; name: string };
}

const log = logger('voice');
const changesShown = 50;

@Injectable()
export class TelephoneSetupService {
  constructor(
    private readonly database: Database,
    private readonly desk: CarrierDesk,
    private readonly place: CarrierAccount,
    private readonly urls: VoiceUrls,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Errors: `forbidden`. What the carrier refuses is a finding, not an error. */
  async look(principal: Principal): Promise<TelephoneSetup> {
    requireRole(principal, 'admin');
    const carrier = this.config.VOICE_CARRIER;
    const whole = {
      carrier,
      account: null,
      address: this.urls.base,
      places: [],
      changes: await this.changes(),
    };
    if (carrier === 'off') return { ...whole, findings: [stop('telephone-off')] };
    try {
      return { ...whole, ...(await this.books()) };
    } catch (error) {
      log.warn({ err: error }, 'the carrier does not show its books');
      return { ...whole, findings: [faultOf(error)] };
    }
  }

  /** Sets everything that leads elsewhere; what is right already is not asked for. Errors: `forbidden`, `not-found`, `carrier-refused`. */
  async connect(principal: Principal, kind: string, sid: string): Promise<TelephoneSetup> {
    requireRole(principal, 'admin');
    const known = TelephonePlaceKind.safeParse(kind);
    if (!known.success) throw new Problem('not-found');
    const place = await this.find(known.data, sid);
    const differences = differencesOf(place.settings, wantedSettings(known.data, this.urls));
    if (differences.length > 0)
      await this.change(principal, place, {
        before: Object.fromEntries(differences.map(({ field, now }) => [field, now])),
        after: Object.fromEntries(differences.map(({ field, wanted }) => [field, wanted])),
      });
    return this.look(principal);
  }

  /** Puts back what was there before. What somebody has set since is left to them: `version-stale`. */
  async undo(principal: Principal, changeId: string): Promise<TelephoneSetup> {
    requireRole(principal, 'admin');
    const [row] = await this.rows(`change.id = $1 AND change.state IN ('asked', 'done')`, [changeId]);
    if (!row) throw new Problem('not-found');
    const { settings } = await this.find(row.kind, row.sid);
    const fields = Object.keys(row.after) as TelephoneField[];
    const still = fields.every((field) => [row.after[field], row.before[field]].includes(settings[field]));
    if (!still) throw new Problem('version-stale');
    await this.ask(() => this.desk.set(row.kind, row.sid, row.before));
    await this.database.query(`UPDATE voice.setup_change SET state = 'undone' WHERE id = $1`, [row.id]);
    return this.look(principal);
  }

  private async books(): Promise<Pick<TelephoneSetup, 'account' | 'findings' | 'places'>> {
    const [account, numbers, application] = await Promise.all([
      this.desk.account(),
      this.desk.numbers(),
      this.desk.application(),
    ]);
    const findings: Finding[] = [];
    if (account.status !== 'active') findings.push(stop('account-not-active', account.status));
    if (account.type === 'Trial') findings.push(warn('account-trial'));
    if (!this.place.embedded) findings.push(...this.addressFindings());
    if (!application) findings.push(stop('application-missing', this.place.account.appSid));
    if (numbers.length === 0) findings.push(stop('no-numbers'));
    const known = new Set(numbers.map(({ name }) => name));
    for (const number of this.config.VOICE_NUMBERS)
      if (numbers.length > 0 && !known.has(number)) findings.push(warn('number-not-yours', number));
    for (const { name, onTrunk } of numbers) if (onTrunk) findings.push(warn('number-on-trunk', name));
    return {
      account: { name: account.name, sid: `…${this.place.account.accountSid.slice(-4)}` },
      findings,
      places: [...numbers, ...(application ? [application] : [])].map(({ kind, sid, name, settings }) => {
        const differences = differencesOf(settings, wantedSettings(kind, this.urls));
        return { kind, sid, name, connected: differences.length === 0, differences };
      }),
    };
  }

  private addressFindings(): Finding[] {
    const fault = faultOfAddress(this.urls.base);
    if (fault === null) return [];
    return [fault === 'address-not-public' ? stop(fault, this.urls.base) : warn(fault, this.urls.base)];
  }

  private async find(kind: TelephonePlaceKind, sid: string): Promise<BookedPlace> {
    if (this.config.VOICE_CARRIER === 'off') throw new Problem('not-found');
    const places = await this.ask(async () =>
      kind === 'number' ? await this.desk.numbers() : [await this.desk.application()],
    );
    const found = places.find((place) => place?.sid === sid);
    if (!found) throw new Problem('not-found');
    return found;
  }

  private async change(
    principal: Principal,
    { kind, sid, name }: BookedPlace,
    { before, after }: { before: TelephoneSettings; after: TelephoneSettings },
  ): Promise<void> {
    const id = newId();
    await this.database.query(
      `INSERT INTO voice.setup_change (id, kind, sid, name, before, after, state, by_id) VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7)`,
      [id, kind, sid, name, JSON.stringify(before), JSON.stringify(after), principal.agentId],
    );
    const settle = (state: 'done' | 'refused') =>
      this.database.query(`UPDATE voice.setup_change SET state = $2 WHERE id = $1`, [id, state]);
    try {
      await this.ask(() => this.desk.set(kind, sid, after));
    } catch (error) {
      // Without an answer nobody knows whether it was done: that stays to be seen.
      if (error instanceof Problem && error.code === 'carrier-refused') await settle('refused');
      throw error;
    }
    await settle('done');
  }

  /** An answer of the carrier in our words: `carrier-refused` with its code, `carrier-unreachable` without one. */
  private async ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      const { status, code } = codesOf(error);
      log.warn({ err: error }, 'the carrier did not do as asked');
      if (status === undefined) throw new Problem('carrier-unreachable');
      throw new Problem('carrier-refused', undefined, [{ path: 'code', message: String(code ?? status) }]);
    }
  }

  private async changes(): Promise<TelephoneChange[]> {
    const rows = await this.rows('true', []);
    return rows.map(({ id, kind, name, before, after, state, at, by }) => ({
      id,
      kind,
      name,
      at: at.toISOString(),
      by,
      state: state === 'asked' ? 'uncertain' : state,
      fields: (Object.keys(after) as TelephoneField[]).map((field) => ({
        field,
        before: before[field] ?? '',
        after: after[field] ?? '',
      })),
    }));
  }

  private rows(condition: string, values: unknown[]): Promise<ChangeRow[]> {
    return this.database.query<ChangeRow>(
      `SELECT change.id, change.kind, change.sid, change.name, change.before, change.after, change.state, change.at,
              jsonb_build_object('id', change.by_id, 'name', coalesce(agent.name, '')) AS by
       FROM voice.setup_change AS change LEFT JOIN agents.agent ON agent.id = change.by_id
       WHERE ${condition} ORDER BY change.at DESC, change.id DESC LIMIT ${changesShown}`,
      values,
    );
  }
}

const stop = (finding: Finding['finding'], about: string | null = null): Finding => ({
  finding,
  level: 'stop',
  about,
});
const warn = (finding: Finding['finding'], about: string | null = null): Finding => ({
  finding,
  level: 'warn',
  about,
});

function faultOf(error: unknown): Finding {
  const { status, code } = codesOf(error);
  if (status === 401 || status === 403) return stop('credentials-refused', code ? String(code) : null);
  return stop('carrier-unreachable', code || status ? String(code ?? status) : null);
}
