/** Language and appearance, each a small set of choices that acts at once. */
import type { Locale } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { preferences, prefer, type Preferences } from '../../preferences.js';
import { useCell } from '../../rt/cell.js';

const themes: { value: Preferences['theme']; label: MessageId }[] = [
  { value: 'system', label: 'account.theme-system' },
  { value: 'light', label: 'account.theme-light' },
  { value: 'dark', label: 'account.theme-dark' },
];
const languages: { value: Locale; label: MessageId }[] = [
  { value: 'fr', label: 'customer.lang-fr' },
  { value: 'en', label: 'customer.lang-en' },
];

export function LanguagePicker() {
  const say = useSay();
  const locale = useCell(preferences, (value) => value.locale);
  return (
    <Choice
      name={say('account.language')}
      id="language"
      value={locale}
      of={languages}
      onPick={(value) => prefer({ locale: value })}
    />
  );
}

export function ThemePicker() {
  const say = useSay();
  const theme = useCell(preferences, (value) => value.theme);
  return (
    <Choice
      name={say('account.theme')}
      id="theme"
      value={theme}
      of={themes}
      onPick={(value) => prefer({ theme: value })}
    />
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  id: string;
  value: T;
  of: { value: T; label: MessageId }[];
  onPick: (value: T) => void;
}

function Choice<T extends string>({ name, id, value, of, onPick }: ChoiceProps<T>) {
  const say = useSay();
  return (
    <fieldset className="choice" data-testid={`${id}-picker`}>
      <legend>{name}</legend>
      <div className="seg">
        {of.map((option) => (
          <label key={option.value} className={option.value === value ? 'on' : ''}>
            <input
              type="radio"
              name={id}
              className="sr"
              checked={option.value === value}
              onChange={() => onPick(option.value)}
              data-testid={`${id}-${option.value}`}
            />
            {say(option.label)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
