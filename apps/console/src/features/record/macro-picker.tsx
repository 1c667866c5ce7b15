/** Macros by keyboard: type to find, read what it would say and change, Enter to use; its changes can be taken back once. */
import { useState } from 'react';
import { Command } from 'cmdk';
import { useQuery } from '@tanstack/react-query';
import { Search, TriangleAlert } from 'lucide-react';
import type { Macro, MacroChanges, MacroPreview, Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { Failure } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';

interface Props {
  ticket: Ticket;
  onText: (text: string) => void;
  onClose: () => void;
}

export function MacroPicker({ ticket, onText, onClose }: Props) {
  const say = useSay();
  const [text, setText] = useState('');
  const [marked, setMarked] = useState('');
  const macros = useQuery({ queryKey: ['macros'], queryFn: () => recordApi.macros() });
  const wanted = text.trim().toLowerCase();
  const found = (macros.data?.items ?? []).filter((macro) => macro.name.toLowerCase().includes(wanted));
  const current = found.find((macro) => macro.id === marked) ?? found[0];
  const preview = useQuery({
    queryKey: ['macro-preview', ticket.id, ticket.version, current?.id],
    queryFn: ({ signal }) => recordApi.previewMacro(ticket.id, current?.id ?? '', signal),
    enabled: current !== undefined,
  });
  async function use(macro: Macro): Promise<void> {
    const done = await attempt(async () => {
      const { text: filled, useId } = await recordApi.useMacro(ticket.id, macro.id);
      onClose();
      if (filled) requestAnimationFrame(() => onText(filled));
      if (!useId) return;
      const undo = (): void => void attempt(() => recordApi.undoMacro(ticket.id, useId));
      const done = say('macro.used', { name: macro.name });
      showToast({ text: done, action: { label: say('common.undo'), run: undo } }, 10_000);
    });
    if (!done) onClose();
  }
  return (
    <Dialog labelledBy="macro-title" className="pal macros" testId="macro-picker" onClose={onClose}>
      <h2 id="macro-title" className="sr">
        {say('macro.title')}
      </h2>
      <Command
        shouldFilter={false}
        label={say('macro.title')}
        value={current?.id ?? ''}
        onValueChange={setMarked}
      >
        <div className="q">
          <Search className="ic" aria-hidden="true" />
          <Command.Input
            value={text}
            onValueChange={setText}
            placeholder={say('macro.placeholder')}
            autoFocus
            data-testid="macro-input"
          />
        </div>
        {macros.error ? (
          <Failure refusal={asRefusal(macros.error)} onRetry={() => void macros.refetch()} />
        ) : (
          <>
            <Command.List label={say('macro.title')}>
              {found.map((macro) => (
                <Command.Item key={macro.id} value={macro.id} onSelect={() => void use(macro)}>
                  <span className="clip">{macro.name}</span>
                  <small>{say(macro.shared ? 'macro.shared' : 'macro.own')}</small>
                </Command.Item>
              ))}
            </Command.List>
            <Command.Empty>
              {say(macros.isPending ? 'common.loading' : wanted ? 'macro.none' : 'macro.empty')}
            </Command.Empty>
          </>
        )}
      </Command>
      {current && preview.data && <Shown preview={preview.data} />}
    </Dialog>
  );
}

function Shown({ preview }: { preview: MacroPreview }) {
  const say = useSay();
  const changes = changeTexts(preview.set, say);
  return (
    <div className="macro-preview" aria-live="polite" data-testid="macro-preview">
      {preview.text && <p lang={preview.locale}>{preview.text}</p>}
      {preview.missing.length > 0 && (
        <p className="warn">
          <TriangleAlert className="ic" aria-hidden="true" />
          {say('macro.missing', { names: preview.missing.map((name) => say(`variable.${name}`)).join(', ') })}
        </p>
      )}
      {changes.length > 0 && <p className="muted">{say('macro.changes', { changes: changes.join(', ') })}</p>}
    </div>
  );
}

/** What a macro changes, in the words of the ticket's page. */
export function changeTexts({ type, status, impact, urgency, addTags }: MacroChanges, say: Say): string[] {
  const texts: string[] = [];
  if (status) texts.push(say(`status.${status}`));
  if (type) texts.push(say('event.type', { type: say(`type.${type}`) }));
  if (impact) texts.push(`${say('facts.impact')} ${say(`level.${impact}`)}`);
  if (urgency) texts.push(`${say('facts.urgency')} ${say(`level.${urgency}`)}`);
  return addTags ? [...texts, ...addTags.map((tag) => `#${tag}`)] : texts;
}
