/** Honest words for one promise, by the calendar of its ticket. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { FactsReader } from './facts-reader.js';
import { honestDraft, nextNewsAt } from './honest-draft.js';
import { PolicyBook } from './policy-book.js';
import { TimeSettingsBook } from './time-settings.js';

export interface Promised {
  ticketId: string;
  dueAt: Date;
  locale: Locale;
  customerName: string | null;
}

@Injectable()
export class DraftWriter {
  constructor(
    private readonly facts: FactsReader,
    private readonly policies: PolicyBook,
    private readonly settings: TimeSettingsBook,
  ) {}

  async write(
    tx: Tx,
    { ticketId, dueAt, locale, customerName }: Promised,
    now: Date,
  ): Promise<{ text: string; nextAt: Date }> {
    const [matter] = await this.facts.read(tx, [ticketId]);
    const terms = matter && (await this.policies.terms(tx))(matter);
    const calendar = terms?.calendar ?? (await this.policies.houseCalendar(tx));
    const nextAt = nextNewsAt(calendar, dueAt, (await this.settings.read(tx)).nextNewsMs);
    const name = customerName?.trim().split(/\s+/)[0] ?? null;
    return {
      text: honestDraft({ name, locale, dueAt, nextAt, now, timeZone: calendar.timeZone }),
      nextAt,
    };
  }
}
