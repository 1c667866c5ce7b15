/** One macro being written: its text in two languages with variables to insert, and what it changes on a ticket. */
import { useRef, useState, type FormEvent } from 'react';
import {
  TicketStatus,
  TicketType,
  TicketVariable,
  unknownVariables,
  type Locale,
  type Macro,
  type MacroChanges,
  type MeView,
} from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { Pick } from './facts-card.js';

interface Props {
  me: MeView;
  /** Null: a new one. */
  macro: Macro | null;
  onDone: () => void;
}

const statuses = TicketStatus.exclude(['new', 'closed']).options;
const NOTHING = '';

export function MacroForm({ me, macro, onDone }: Props) {
  const say = useSay();
  const [name, setName] = useState(macro?.name ?? '');
  const [shared, setShared] = useState(macro?.shared ?? false);
  const [texts, setTexts] = useState({ fr: macro?.texts.fr ?? '', en: macro?.texts.en ?? '' });
  const [set, setSet] = useState<MacroChanges>(macro?.set ?? {});
  const [tags, setTags] = useState(macro?.set.addTags?.join(', ') ?? '');
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const unknown = [...new Set([...unknownVariables(texts.fr), ...unknownVariables(texts.en)])];
  const addTags = tags
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const changes: MacroChanges = { ...set, addTags: addTags.length > 0 ? addTags : undefined };
  const empty = !texts.fr.trim() && !texts.en.trim() && !Object.values(changes).some(Boolean);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    setRefusal(null);
    if (name.trim() === '' || empty || unknown.length > 0) return;
    const written = {
      name: name.trim(),
      shared,
      texts: { fr: texts.fr.trim() || null, en: texts.en.trim() || null },
      set: changes,
    };
    try {
      if (macro) await recordApi.changeMacro(macro.id, written);
      else await recordApi.addMacro(written);
      onDone();
    } catch (error) {
      setRefusal(asRefusal(error));
    }
  }
  const fault = refusal
    ? problemText(refusal)
    : unknown.length > 0
      ? say('macro.unknown', { names: unknown.join(', ') })
      : tried && (name.trim() === '' || empty)
        ? say('macro.incomplete')
        : null;

  return (
    <form
      className="card record record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      data-testid="macro-form"
    >
      <label className="pick">
        <span>{say('macro.name')}</span>
        <input
          value={name}
          maxLength={80}
          autoFocus
          aria-invalid={tried && name.trim() === ''}
          onChange={(event) => setName(event.target.value)}
          data-testid="macro-name"
        />
      </label>
      {(['fr', 'en'] as const).map((locale) => (
        <Template
          key={locale}
          locale={locale}
          value={texts[locale]}
          onChange={(text) => setTexts((before) => ({ ...before, [locale]: text }))}
        />
      ))}
      <div className="facts-grid">
        <Pick
          label="macro.set-status"
          of={[NOTHING, ...statuses] as const}
          text={(one) => (one === '' ? say('macro.unchanged') : say(`status.${one}`))}
          value={set.status ?? NOTHING}
          onPick={(status) => setSet((before) => ({ ...before, status: status || undefined }))}
          testId="macro-status"
        />
        <Pick
          label="macro.set-type"
          of={[NOTHING, ...TicketType.options] as const}
          text={(one) => (one === '' ? say('macro.unchanged') : say(`type.${one}`))}
          value={set.type ?? NOTHING}
          onPick={(type) => setSet((before) => ({ ...before, type: type || undefined }))}
          testId="macro-type"
        />
        <label className="pick">
          <span>{say('macro.add-tags')}</span>
          <input
            value={tags}
            maxLength={400}
            onChange={(event) => setTags(event.target.value)}
            data-testid="macro-tags"
          />
        </label>
      </div>
      {me.role !== 'agent' && (
        <label className="tick">
          <input
            type="checkbox"
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
            data-testid="macro-shared"
          />
          {say('macro.share')}
        </label>
      )}
      {fault && (
        <p className="fault" role="alert" data-testid="macro-fault">
          {fault}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn primary" data-testid="macro-save">
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}

interface TemplateProps {
  locale: Locale;
  value: string;
  onChange: (text: string) => void;
}

function Template({ locale, value, onChange }: TemplateProps) {
  const say = useSay();
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (variable: TicketVariable): void => {
    const box = area.current;
    const [start, end] = [box?.selectionStart ?? value.length, box?.selectionEnd ?? value.length];
    onChange(`${value.slice(0, start)}{{${variable}}}${value.slice(end)}`);
    box?.focus();
  };
  return (
    <div className="template">
      <label className="pick">
        <span>{say('macro.text', { language: say(`customer.lang-${locale}`) })}</span>
        <textarea
          ref={area}
          rows={4}
          lang={locale}
          value={value}
          maxLength={10_000}
          onChange={(event) => onChange(event.target.value)}
          data-testid={`macro-text-${locale}`}
        />
      </label>
      <label className="pick insert">
        <span className="sr">{say('macro.insert')}</span>
        <select
          value=""
          onChange={(event) => {
            const picked = TicketVariable.safeParse(event.target.value);
            if (picked.success) insert(picked.data);
          }}
        >
          <option value="">{say('macro.insert')}</option>
          {TicketVariable.options.map((variable) => (
            <option key={variable} value={variable}>
              {say(`variable.${variable}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
