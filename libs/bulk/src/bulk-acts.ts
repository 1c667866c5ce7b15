/** One act on one ticket, and its undo: each by the service that does it for a single ticket, with its own checks. */
import { Injectable } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { MacroBook, MacroUseService, TagsService } from '@lib/record';
import { UNCHANGED, type BulkUndo, type Outcome } from './bulk-act.js';
import type { StoredAction } from './bulk.entities.js';
import { FieldActs } from './field-acts.js';
import { PeopleActs } from './people-acts.js';

@Injectable()
export class BulkActs {
  constructor(
    private readonly people: PeopleActs,
    private readonly fields: FieldActs,
    private readonly tags: TagsService,
    private readonly macros: MacroBook,
    private readonly uses: MacroUseService,
  ) {}

  /** For who has made sure that the ticket may be seen. `given` is what an undo takes back. Errors: those of the single act. */
  async act(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    action: StoredAction,
    given: BulkUndo | null,
  ): Promise<Outcome> {
    switch (action.do) {
      case 'take':
        return this.people.take(tx, principal, ticketId);
      case 'hand-over':
        return this.people.handOver(tx, principal, ticketId, action);
      case 'status':
      case 'type':
      case 'priority':
        return this.fields.set(tx, principal, ticketId, action);
      case 'tags': {
        const { added, removed } = await this.tags.changeIn(tx, principal, ticketId, action);
        if (added.length + removed.length === 0) return UNCHANGED;
        return { changed: true, undo: { do: 'tags', added, removed } };
      }
      case 'macro': {
        const macro = await this.macros.one(principal, action.macroId);
        const useId = await this.uses.useIn(tx, principal, ticketId, macro);
        return useId === null ? UNCHANGED : { changed: true, undo: { do: 'macro', useId } };
      }
      case 'follow':
        return this.people.follow(tx, principal, ticketId, action.follow);
      case 'merge':
        return this.people.merge(tx, principal, ticketId, action);
      case 'undo': {
        if (!given) throw new Problem('move-not-allowed', 'There is nothing to take back');
        return { changed: await this.back(tx, principal, ticketId, given), undo: null };
      }
    }
  }

  /** False when there is nothing left of it. */
  private async back(tx: Tx, principal: Principal, ticketId: string, undo: BulkUndo): Promise<boolean> {
    switch (undo.do) {
      case 'take':
        return this.people.release(tx, principal, ticketId);
      case 'fields':
        return this.fields.back(tx, principal, ticketId, undo);
      case 'hand-over':
        return this.people.withdraw(tx, principal, undo.handOverId);
      case 'tags': {
        const change = { add: undo.removed, remove: undo.added };
        const { added, removed } = await this.tags.changeIn(tx, principal, ticketId, change);
        return added.length + removed.length > 0;
      }
      case 'macro':
        await this.uses.undoIn(tx, principal, ticketId, undo.useId);
        return true;
      case 'follow':
        return (await this.people.follow(tx, principal, ticketId, undo.follow)).changed;
      case 'merge':
        return this.people.unmerge(tx, principal, ticketId);
    }
  }
}
