/** What rules can name of this house: its queues, people, fields and shared macros, by name. */
import { useQuery } from '@tanstack/react-query';
import type { Field } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { currentLocale } from '../../i18n.js';
import { useLive } from '../../rt/live.js';

type Named = readonly (readonly [id: string, name: string])[];

export interface House {
  queues: Named;
  agents: Named;
  fields: readonly Field[];
  macros: Named;
}

export function useHouse(): House {
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const fields = useQuery({ queryKey: ['fields'], queryFn: () => recordApi.fields() });
  const macros = useQuery({ queryKey: ['macros'], queryFn: () => recordApi.macros() });
  return {
    queues: byName([...queues.values()]),
    agents: byName([...agents.values()]),
    fields: fields.data?.items ?? [],
    macros: byName((macros.data?.items ?? []).filter(({ shared }) => shared)),
  };
}

function byName(things: readonly { id: string; name: string }[]): Named {
  return things
    .map(({ id, name }) => [id, name] as const)
    .sort(([, one], [, other]) => one.localeCompare(other, currentLocale()));
}
