/** What the kitchen-door check says of the text in the composer at this moment. */
import { useEffect, useState } from 'react';
import type { Finding, Locale } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { kitchenDoor, NOTHING, standing } from './kitchen-door.js';

/** Null for what only colleagues read. */
export function useKitchenDoor(text: string | null, locale: Locale): Finding[] {
  const [checked, setChecked] = useState(NOTHING);
  const [door] = useState(() => kitchenDoor(api.checkCustomerText, setChecked));
  useEffect(() => {
    door.look(text ?? '', locale);
    return () => door.close();
  }, [door, text, locale]);
  return text === null ? [] : standing(checked, text);
}
