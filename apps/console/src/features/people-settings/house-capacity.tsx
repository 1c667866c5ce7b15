/** The house's measure of work at once, for everybody who has none of their own. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Capacity } from '@lib/contracts';
import { peopleApi } from '../../api/queue-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { CapacityFields } from './capacity-fields.js';

const KEY = ['house-capacity'];
const UNDO_MS = 8_000;

export function HouseCapacity({ onSaved }: { onSaved: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => peopleApi.houseCapacity(signal) });
  const [edited, setEdited] = useState<Capacity | null>(null);
  const wrong = edited !== null && !Capacity.safeParse(edited).success;
  const keep = (capacity: Capacity): Promise<boolean> =>
    attempt(async () => {
      client.setQueryData(KEY, await peopleApi.putHouseCapacity(capacity));
      setEdited(null);
      onSaved();
    });
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!edited || !data || wrong || !(await keep(edited))) return;
    const undo = { label: say('common.undo'), run: () => void keep(data) };
    showToast({ text: say('people.house-saved'), action: undo }, UNDO_MS);
  }
  if (!data) return null;
  return (
    <form
      className="card queue-part house-capacity"
      noValidate
      onSubmit={(event) => void submit(event)}
      data-testid="house-capacity"
    >
      <h2>{say('people.house-capacity')}</h2>
      <p className="muted">{say('people.house-capacity-lead')}</p>
      <CapacityFields capacity={edited ?? data} onChange={setEdited} />
      {wrong && (
        <p className="fault" role="alert">
          {say('queues.fault-number')}
        </p>
      )}
      {edited && (
        <div className="row-acts">
          <button type="button" className="btn" onClick={() => setEdited(null)}>
            {say('queues.discard')}
          </button>
          <button type="submit" className="btn primary" data-testid="house-capacity-save">
            {say('common.save')}
          </button>
        </div>
      )}
    </form>
  );
}
