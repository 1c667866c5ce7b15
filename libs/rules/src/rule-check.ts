/** A rule before it is kept: what it names must exist, and its texts go through the kitchen door, for nobody reads them later. */
import { Injectable } from '@nestjs/common';
import {
  misfit,
  Problem,
  type InnerWordKind,
  type Locale,
  type RuleAction,
  type SavedRule,
  type WriteRule,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { CustomerTextCheck } from '@lib/kitchen';
import { FieldsService } from '@lib/record';

/** They tell of the inside; the others are only said, as to agents. */
const NEVER: readonly InnerWordKind[] = ['queue', 'team', 'tier', 'supplier', 'sla'];

type Fault = { path: string; message: string };
type Named = { path: string; id: string };

@Injectable()
export class RuleCheck {
  constructor(
    private readonly database: Database,
    private readonly kitchen: CustomerTextCheck,
    private readonly fields: FieldsService,
  ) {}

  /** What a customer should not have to read in it. Errors: `invalid-input`, `inner-words`; both name the place. */
  async check(rule: WriteRule): Promise<SavedRule['findings']> {
    const faults = [...(await this.unknown(rule)), ...(await this.misfits(rule))];
    if (faults.length > 0) throw new Problem('invalid-input', undefined, faults);
    const findings = await this.findings(rule);
    const inner = findings.filter(({ kind }) => NEVER.includes(kind));
    if (inner.length > 0)
      throw new Problem(
        'inner-words',
        undefined,
        inner.map(({ path, words }) => ({ path, message: words })),
      );
    return findings;
  }

  private async findings(rule: WriteRule): Promise<SavedRule['findings']> {
    const found: SavedRule['findings'] = [];
    for (const [place, action] of rule.actions.entries())
      for (const [path, locale, text] of textsOf(action))
        for (const finding of await this.kitchen.check({ text, locale }))
          found.push({ ...finding, path: `actions.${place}.${path}` });
    return found;
  }

  private async unknown({ conditions, actions }: WriteRule): Promise<Fault[]> {
    const asked = [
      ...conditions.all.map((one, place) => ({ one, path: `conditions.all.${place}` })),
      ...conditions.any.map((one, place) => ({ one, path: `conditions.any.${place}` })),
    ];
    const queues = [
      ...asked.flatMap(({ one, path }) => (one.field === 'queue' ? one.is.map((id) => ({ id, path })) : [])),
      ...actions.flatMap((action, place) =>
        action.do === 'move-to-queue' ? [{ id: action.queueId, path: `actions.${place}.queueId` }] : [],
      ),
    ];
    const people = actions.flatMap((action, place) =>
      action.do === 'notify' && action.who !== 'owner' && action.who !== 'supervisors'
        ? [{ id: action.who, path: `actions.${place}.who` }]
        : [],
    );
    const macros = actions.flatMap((action, place) =>
      action.do === 'apply-macro' ? [{ id: action.macroId, path: `actions.${place}.macroId` }] : [],
    );
    return [
      ...(await this.missing(`SELECT id FROM routing.queue WHERE id = ANY($1)`, queues)),
      ...(await this.missing(
        `SELECT id FROM agents.agent WHERE id = ANY($1) AND disabled_at IS NULL`,
        people,
      )),
      // One's own macro may be changed by one person alone: a rule of the house uses those of the house.
      ...(await this.missing(
        `SELECT id FROM record.macro WHERE id = ANY($1) AND archived_at IS NULL AND owner_id IS NULL`,
        macros,
      )),
    ];
  }

  private async missing(sql: string, named: Named[]): Promise<Fault[]> {
    if (named.length === 0) return [];
    const rows = await this.database.query<{ id: string }>(sql, [named.map(({ id }) => id)]);
    return named
      .filter(({ id }) => !rows.some((row) => row.id === id))
      .map(({ path }) => ({ path, message: 'unknown' }));
  }

  private async misfits({ conditions, actions }: WriteRule): Promise<Fault[]> {
    const asks = [...conditions.all, ...conditions.any].some(({ field }) => field === 'value');
    if (!asks && !actions.some((action) => action.do === 'set-field')) return [];
    const fields = await this.fields.all();
    const unknown = (['all', 'any'] as const).flatMap((side) =>
      conditions[side].flatMap((one, place) =>
        one.field === 'value' && !fields.some(({ id }) => id === one.fieldId)
          ? [{ path: `conditions.${side}.${place}.fieldId`, message: 'unknown' }]
          : [],
      ),
    );
    const wrong = actions.flatMap((action, place) => {
      if (action.do !== 'set-field') return [];
      const field = fields.find(({ id }) => id === action.fieldId);
      const fault = field ? misfit(field, action.value) : 'unknown';
      return fault ? [{ path: `actions.${place}.value`, message: fault }] : [];
    });
    return [...unknown, ...wrong];
  }
}

function textsOf(action: RuleAction): [path: string, locale: Locale, text: string][] {
  if (action.do === 'send-text' || action.do === 'acknowledge')
    return [
      ['texts.fr', 'fr', action.texts.fr],
      ['texts.en', 'en', action.texts.en],
    ];
  if (action.do === 'escalate')
    return [
      ['customerLine.fr', 'fr', action.customerLine.fr],
      ['customerLine.en', 'en', action.customerLine.en],
    ];
  return [];
}
