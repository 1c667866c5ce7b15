/** Phone menus as administrators write, publish and roll them back; one that would strand a caller is never kept. */
import { Inject, Injectable } from '@nestjs/common';
import {
  menuFaultPath,
  menuFaults,
  Problem,
  type MenuFlow,
  type PhoneMenuList,
  type PhoneMenuTrial,
  type PhoneMenuVersions,
  type PhoneMenuView,
  type WritePhoneMenu,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, CONFIG, newId, requireRole, type Config, type Principal } from '@lib/platform';
import { z } from 'zod';
import {
  holdMenu,
  placesOf,
  readMenu,
  readMenus,
  readVersions,
  takeNumbers,
  versionFlow,
} from './menu-rows.js';

const MOST_MENUS = 50;
const TRIAL_MS = 10 * 60_000;

@Injectable()
export class MenuSettings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Errors: `forbidden`. */
  async list(principal: Principal): Promise<PhoneMenuList> {
    requireRole(principal, 'supervisor', 'admin');
    return { items: await readMenus(this.database), numbers: this.config.VOICE_NUMBERS };
  }

  /** Errors: `forbidden`, `not-found`. */
  async one(principal: Principal, id: string): Promise<PhoneMenuView> {
    requireRole(principal, 'supervisor', 'admin');
    return found(await readMenu(this.database, uuid(id)));
  }

  /** The newest 100. Errors: `forbidden`. */
  async versions(principal: Principal, id: string): Promise<PhoneMenuVersions> {
    requireRole(principal, 'supervisor', 'admin');
    return { items: await readVersions(this.database, uuid(id)) };
  }

  /** As a draft: nobody hears it yet. Errors: `menu-strands-callers` with each fault at its step, `phone-number-taken`, `too-large`. */
  async make(principal: Principal, menu: WritePhoneMenu): Promise<PhoneMenuView> {
    requireRole(principal, 'admin');
    const id = newId();
    return this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('voice.menu'))`);
      if ((await readMenus(tx)).length >= MOST_MENUS)
        throw new Problem('too-large', `At most ${MOST_MENUS} menus`);
      await this.refuseUnsound(tx, menu.flow);
      await tx.query(`INSERT INTO voice.menu (id, name, draft, changed_by) VALUES ($1, $2, $3, $4)`, [
        id,
        menu.name,
        JSON.stringify(menu.flow),
        principal.agentId,
      ]);
      await this.answerNumbers(tx, id, menu.numbers);
      return found(await readMenu(tx, id));
    });
  }

  /** Callers go on hearing what is published. Errors: those of `make`, `not-found`, `version-stale`. */
  async change(
    principal: Principal,
    id: string,
    menu: WritePhoneMenu,
    version: number,
  ): Promise<PhoneMenuView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      await this.hold(tx, id, version);
      await this.refuseUnsound(tx, menu.flow);
      await tx.query(`UPDATE voice.menu SET name = $2, draft = $3 WHERE id = $1`, [
        id,
        menu.name,
        JSON.stringify(menu.flow),
      ]);
      await this.answerNumbers(tx, id, menu.numbers);
      return this.changed(tx, principal, id);
    });
  }

  /** Callers hear the draft from their next call on. Errors: `not-found`, `version-stale`, `menu-strands-callers` when its queue or hours are gone. */
  async publish(principal: Principal, id: string, version: number, reason: string): Promise<PhoneMenuView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const draft = await this.hold(tx, id, version);
      await this.refuseUnsound(tx, draft);
      await this.goLive(tx, principal, id, draft, reason);
      return this.changed(tx, principal, id);
    });
  }

  /** An earlier version is heard again, as a new one; the draft becomes it. Errors: those of `publish`. */
  async rollBack(
    principal: Principal,
    id: string,
    version: number,
    { to, reason }: { to: number; reason: string },
  ): Promise<PhoneMenuView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      await this.hold(tx, id, version);
      const flow = await versionFlow(tx, id, to);
      if (!flow) throw new Problem('not-found');
      await this.refuseUnsound(tx, flow);
      await tx.query(`UPDATE voice.menu SET draft = $2 WHERE id = $1`, [id, JSON.stringify(flow)]);
      await this.goLive(tx, principal, id, flow, reason);
      return this.changed(tx, principal, id);
    });
  }

  /** Its callers are answered without a menu. Errors: `not-found`. */
  async remove(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const [removed] = await tx.query(
        `UPDATE voice.menu SET removed_at = now(), changed_at = now(), changed_by = $2, version = version + 1
         WHERE id = $1 AND removed_at IS NULL RETURNING id`,
        [uuid(id), principal.agentId],
      );
      if (!removed) throw new Problem('not-found');
      await tx.query(`DELETE FROM voice.menu_number WHERE menu_id = $1`, [id]);
    });
  }

  /** As it was, but without numbers: another menu may answer them by now. Errors: `not-found` for one that is not removed. */
  async restore(principal: Principal, id: string): Promise<PhoneMenuView> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const [back] = await tx.query(
        `UPDATE voice.menu SET removed_at = NULL WHERE id = $1 AND removed_at IS NOT NULL RETURNING id`,
        [uuid(id)],
      );
      if (!back) throw new Problem('not-found');
      return this.changed(tx, principal, id);
    });
  }

  /** The next call from this number hears the draft as it is now, whatever number of ours it calls. Errors: `forbidden`, `not-found`. */
  async tryOut(principal: Principal, id: string, from: string): Promise<PhoneMenuTrial> {
    requireRole(principal, 'admin');
    const until = new Date(this.clock.now().getTime() + TRIAL_MS);
    return this.database.transaction(async (tx) => {
      const menu = found(await readMenu(tx, uuid(id)));
      const versionId = await this.keep(tx, principal, {
        menuId: id,
        number: null,
        flow: menu.flow,
        reason: '',
      });
      await tx.query(
        `INSERT INTO voice.menu_trial (from_value, version_id, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (from_value) DO UPDATE SET version_id = excluded.version_id, expires_at = excluded.expires_at`,
        [from, versionId, until],
      );
      const call = menu.numbers[0] ?? this.config.VOICE_NUMBERS[0] ?? '';
      return { from, call, until: until.toISOString() };
    });
  }

  private async refuseUnsound(tx: Tx, flow: MenuFlow): Promise<void> {
    const errors: { path: string; message: string }[] = menuFaults(flow).map((fault) => ({
      path: menuFaultPath(fault),
      message: fault.code,
    }));
    const known = await placesOf(tx);
    for (const step of flow.steps) {
      if (step.kind === 'hours' && step.calendarId && !known.calendars.has(step.calendarId))
        errors.push({ path: `steps.${step.id}.calendarId`, message: 'no-calendar' });
      if ('queueId' in step && step.queueId && !known.queues.has(step.queueId))
        errors.push({ path: `steps.${step.id}.queueId`, message: 'no-queue' });
    }
    if (errors.length > 0) throw new Problem('menu-strands-callers', undefined, errors);
  }

  private async answerNumbers(tx: Tx, id: string, numbers: string[]): Promise<void> {
    const strange = numbers.filter((number) => !this.config.VOICE_NUMBERS.includes(number));
    if (strange.length > 0)
      throw new Problem(
        'invalid-input',
        undefined,
        strange.map((number) => ({ path: 'numbers', message: `${number} is not a number of this house` })),
      );
    if (!(await takeNumbers(tx, id, [...new Set(numbers)]))) throw new Problem('phone-number-taken');
  }

  private async goLive(
    tx: Tx,
    principal: Principal,
    id: string,
    flow: MenuFlow,
    reason: string,
  ): Promise<void> {
    const [latest] = await tx.query<{ number: number | null }>(
      `SELECT max(number) AS number FROM voice.menu_version WHERE menu_id = $1`,
      [id],
    );
    const number = (latest?.number ?? 0) + 1;
    await this.keep(tx, principal, { menuId: id, number, flow, reason });
    await tx.query(`UPDATE voice.menu SET live_version = $2 WHERE id = $1`, [id, number]);
  }

  private async keep(
    tx: Tx,
    principal: Principal,
    version: { menuId: string; number: number | null; flow: MenuFlow; reason: string },
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO voice.menu_version (id, menu_id, number, flow, reason, by_id) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, version.menuId, version.number, JSON.stringify(version.flow), version.reason, principal.agentId],
    );
    return id;
  }

  /** Under lock; answers the draft. */
  private async hold(tx: Tx, id: string, version: number): Promise<MenuFlow> {
    const held = await holdMenu(tx, uuid(id));
    if (!held) throw new Problem('not-found');
    if (held.version !== version) throw new Problem('version-stale');
    return held.draft;
  }

  private async changed(tx: Tx, principal: Principal, id: string): Promise<PhoneMenuView> {
    await tx.query(
      `UPDATE voice.menu SET version = version + 1, changed_at = now(), changed_by = $2 WHERE id = $1`,
      [id, principal.agentId],
    );
    return found(await readMenu(tx, id));
  }
}

function uuid(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}

function found(menu: PhoneMenuView | null): PhoneMenuView {
  if (!menu) throw new Problem('not-found');
  return menu;
}
