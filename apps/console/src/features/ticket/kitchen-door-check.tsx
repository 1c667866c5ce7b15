/** The kitchen-door check beside a field whose text a customer will read: the composer, the line of a hand-over. */
import { useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { Finding, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { currentLocale } from '../../i18n.js';
import { useCustomer } from '../customer/use-customer.js';
import { inPlainWords, kitchenDoor, NOTHING, standing } from './kitchen-door.js';
import { KitchenHints } from './kitchen-hints.js';

/** A text area, or a field that puts the plain words in their place by itself. */
interface CheckedField {
  focus: () => void;
  setSelectionRange: (start: number, end: number) => void;
  use?: (finding: Finding) => boolean;
}

interface Props {
  field: RefObject<CheckedField | null>;
  /** Null while only colleagues will read it. */
  text: string | null;
  customer: Ticket['customer'];
  onText: (text: string) => void;
}

export function KitchenDoorCheck({ field, text, customer, onText }: Props) {
  const locale = useCustomer(customer)?.locale ?? currentLocale();
  const [checked, setChecked] = useState(NOTHING);
  const [door] = useState(() => kitchenDoor(api.checkCustomerText, setChecked));
  useEffect(() => {
    door.look(text ?? '', locale);
    return () => door.close();
  }, [door, text, locale]);
  const select = (start: number, end: number): void => {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  };
  return (
    <KitchenHints
      findings={text === null ? [] : standing(checked, text)}
      onShow={({ start, end }) => select(start, end)}
      onUse={(finding) => {
        if (field.current?.use?.(finding)) return;
        const plain = inPlainWords(text ?? '', finding);
        flushSync(() => onText(plain.text)); // the caret can only be set in the new text
        select(plain.caret, plain.caret);
      }}
    />
  );
}
