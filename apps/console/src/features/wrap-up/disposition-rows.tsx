/** The dispositions of a queue as they are edited: both languages, their order, and what picking one means. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { MOST_DISPOSITIONS, type WriteWrapUpSettings } from '@lib/contracts';
import { useSay } from '../../i18n.js';

type Row = WriteWrapUpSettings['dispositions'][number];

interface Props {
  rows: readonly Row[];
  /** Somebody wanted to save: what lacks a name is shown. */
  tried: boolean;
  onChange: (rows: Row[]) => void;
}

const BLANK: Row = { label: { fr: '', en: '' }, active: true, reasonRequired: false, resolves: false };
const ticks = ['active', 'reasonRequired', 'resolves'] as const;

export function DispositionRows({ rows, tried, onChange }: Props) {
  const say = useSay();
  const move = (from: number, to: number): void => {
    const row = rows[from];
    if (row) onChange(rows.toSpliced(from, 1).toSpliced(to, 0, row));
  };
  return (
    <>
      {rows.length === 0 && <p className="muted">{say('wrapup-settings.none')}</p>}
      <ul className="wrap-up-rows">
        {rows.map((row, index) => (
          <li key={row.id ?? `new-${index}`} data-testid="disposition-row">
            {(['fr', 'en'] as const).map((locale) => (
              <input
                key={locale}
                lang={locale}
                value={row.label[locale]}
                maxLength={80}
                aria-invalid={tried && row.label[locale].trim() === ''}
                aria-label={say('wrapup-settings.name', {
                  number: index + 1,
                  language: say(`customer.lang-${locale}`),
                })}
                onChange={(event) =>
                  onChange(
                    rows.with(index, { ...row, label: { ...row.label, [locale]: event.target.value } }),
                  )
                }
                data-testid={`disposition-${locale}`}
              />
            ))}
            <span className="moves">
              <button
                type="button"
                className="btn sm ghost"
                aria-label={say('wrapup-settings.up', { number: index + 1 })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <ArrowUp className="ic" aria-hidden="true" />
              </button>
              <button
                type="button"
                className="btn sm ghost"
                aria-label={say('wrapup-settings.down', { number: index + 1 })}
                disabled={index === rows.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <ArrowDown className="ic" aria-hidden="true" />
              </button>
              <button
                type="button"
                className="btn sm ghost"
                aria-label={say('wrapup-settings.remove', { number: index + 1 })}
                onClick={() => onChange(rows.toSpliced(index, 1))}
              >
                <X className="ic" aria-hidden="true" />
              </button>
            </span>
            <span className="ticks">
              {ticks.map((tick) => (
                <label className="tick" key={tick}>
                  <input
                    type="checkbox"
                    checked={row[tick]}
                    onChange={(event) => onChange(rows.with(index, { ...row, [tick]: event.target.checked }))}
                    data-testid={`disposition-${tick}`}
                  />
                  {say(`wrapup-settings.${tick}`)}
                </label>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {tried && rows.some(({ label }) => label.fr.trim() === '' || label.en.trim() === '') && (
        <p className="fault" role="alert">
          {say('wrapup-settings.unnamed')}
        </p>
      )}
      <button
        type="button"
        className="btn sm ghost"
        disabled={rows.length >= MOST_DISPOSITIONS}
        onClick={() => onChange([...rows, BLANK])}
        data-testid="disposition-add"
      >
        <Plus className="ic" aria-hidden="true" />
        {say('wrapup-settings.add')}
      </button>
    </>
  );
}
