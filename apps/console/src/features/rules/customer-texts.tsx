/** A text for the customer in both languages, with the variables that a rule's text may hold. */
import { useRef } from 'react';
import { Locale, RuleVariable } from '@lib/contracts';
import { useSay } from '../../i18n.js';

type Texts = Record<Locale, string>;

interface Props {
  texts: Texts;
  onChange: (texts: Texts) => void;
}

export function CustomerTexts({ texts, onChange }: Props) {
  const say = useSay();
  return (
    <>
      {Locale.options.map((locale) => (
        <CustomerTextArea
          key={locale}
          locale={locale}
          value={texts[locale]}
          onChange={(text) => onChange({ ...texts, [locale]: text })}
        />
      ))}
      <p className="muted">{say('rules.text-hint')}</p>
    </>
  );
}

function CustomerTextArea({
  locale,
  value,
  onChange,
}: {
  locale: Locale;
  value: string;
  onChange: (text: string) => void;
}) {
  const say = useSay();
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (variable: RuleVariable): void => {
    const box = area.current;
    const [start, end] = [box?.selectionStart ?? value.length, box?.selectionEnd ?? value.length];
    onChange(`${value.slice(0, start)}{{${variable}}}${value.slice(end)}`);
    box?.focus();
  };
  return (
    <div className="template">
      <label className="labelled">
        <span>{say('rules.customer-text', { language: say(`customer.lang-${locale}`) })}</span>
        <textarea
          ref={area}
          rows={5}
          lang={locale}
          value={value}
          maxLength={5_000}
          onChange={(event) => onChange(event.target.value)}
          data-testid={`rule-text-${locale}`}
        />
      </label>
      <label className="labelled insert">
        <span className="sr">{say('macro.insert')}</span>
        <select
          value=""
          onChange={(event) => {
            const picked = RuleVariable.safeParse(event.target.value);
            if (picked.success) insert(picked.data);
          }}
        >
          <option value="">{say('macro.insert')}</option>
          {RuleVariable.options.map((variable) => (
            <option key={variable} value={variable}>
              {say(`rules.variable.${variable}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
