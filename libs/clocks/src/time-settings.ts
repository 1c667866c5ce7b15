/** The numbers of the room: when a promise is reminded of, who hears of its lapse and when, what an hour of work costs. */
import { Injectable } from '@nestjs/common';
import { Problem, type TimeSettings } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';

type Row = { [K in keyof TimeSettings]: string };

@Injectable()
export class TimeSettingsBook {
  constructor(private readonly database: Database) {}

  /** As they rule at this moment. */
  async read(from: Database | Tx = this.database): Promise<TimeSettings> {
    const [row] = await from.query<Row>(
      `SELECT promise_lead_ms AS "promiseLeadMs", stand_in_after_ms AS "standInAfterMs",
         supervisors_after_ms AS "supervisorsAfterMs", next_news_ms AS "nextNewsMs",
         hourly_cost_cents AS "hourlyCostCents", currency FROM clocks.setting WHERE id = 1`,
    );
    if (!row) throw new Problem('not-found');
    const { currency, ...numbers } = row;
    const ms = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number(value)]));
    return { ...(ms as Omit<TimeSettings, 'currency'>), currency };
  }

  async show(principal: Principal): Promise<TimeSettings> {
    requireRole(principal, 'admin');
    return this.read();
  }

  /** Rules what is set from now on; reminders that are set already keep their time. */
  async put(principal: Principal, settings: TimeSettings): Promise<TimeSettings> {
    requireRole(principal, 'admin');
    if (settings.supervisorsAfterMs < settings.standInAfterMs)
      throw new Problem('invalid-input', undefined, [
        { path: 'supervisorsAfterMs', message: 'Not before the stand-in hears of it' },
      ]);
    await this.database.query(
      `UPDATE clocks.setting SET promise_lead_ms = $1, stand_in_after_ms = $2, supervisors_after_ms = $3, next_news_ms = $4,
         hourly_cost_cents = $5, currency = $6 WHERE id = 1`,
      [
        settings.promiseLeadMs,
        settings.standInAfterMs,
        settings.supervisorsAfterMs,
        settings.nextNewsMs,
        settings.hourlyCostCents,
        settings.currency,
      ],
    );
    return this.read();
  }
}
