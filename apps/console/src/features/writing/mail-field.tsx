/** Where a mail is written: formatted as soon as that field is loaded, in lines until then and where it cannot be. */
import { useEffect, useState, type ComponentProps, type KeyboardEvent, type Ref } from 'react';
import { Skeleton } from '../../ui/skeleton.js';
import { PlainField } from './plain-field.js';
import type { RichField, RichWords } from './rich-field.js';
import type { WritingField } from './writing-field.js';

type Field = (props: ComponentProps<typeof RichField>) => React.ReactNode;

interface Props extends RichWords {
  ref: Ref<WritingField>;
  label: string;
  placeholder: string;
  onWords: (words: RichWords) => void;
  onKey: (event: KeyboardEvent<HTMLElement>) => void;
  onFiles: (files: FileList) => void;
}

let loaded: Field | null = null;

export function MailField(props: Props) {
  const Rich = useRichField();
  const { text, html, onWords, ...common } = props;
  if (Rich) return <Rich {...props} />;
  // Formatted words would be lost in a field for lines.
  if (html !== null) return <Skeleton rows={2} />;
  return <PlainField {...common} value={text} onText={(next) => onWords({ text: next, html: null })} />;
}

/** Its libraries are fetched when the first mail may be written; a field is never changed under somebody's hands. */
function useRichField(): Field | null {
  const [field, setField] = useState<Field | null>(() => loaded);
  useEffect(() => {
    if (loaded) return;
    let gone = false;
    const show = (): void => {
      if (!gone && document.activeElement?.id !== 'composer-panel') setField(() => loaded);
    };
    import('./rich-field.js').then(
      ({ RichField: rich }) => {
        loaded = rich;
        show();
      },
      () => undefined, // unreachable: lines will do
    );
    document.addEventListener('focusout', later);
    function later(): void {
      if (loaded) setTimeout(show, 0);
    }
    return () => {
      gone = true;
      document.removeEventListener('focusout', later);
    };
  }, []);
  return field;
}
