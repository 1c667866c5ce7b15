/** Everybody as they are set up for work, and the one who is open. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MeView, PeopleSettings, PersonSettings } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { peopleApi } from '../../api/queue-calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { HouseCapacity } from './house-capacity.js';
import { PersonEditor } from './person-editor.js';
import '../queue-settings/queue-settings.css';

const KEY = ['people-settings'];

export function PeoplePage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const [open, setOpen] = useState<string | null>(null);
  const people = useQuery({ queryKey: KEY, queryFn: ({ signal }) => peopleApi.list(signal) });
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: ({ signal }) => api.calendars(signal) });
  const house = useQuery({
    queryKey: ['house-capacity'],
    queryFn: ({ signal }) => peopleApi.houseCapacity(signal),
  });
  const chosen = people.data?.items.find(({ id }) => id === open);
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: KEY });
  const saved = (person: PersonSettings): void =>
    void client.setQueryData<PeopleSettings>(KEY, (before) => ({
      items: (before?.items ?? []).map((one) => (one.id === person.id ? person : one)),
    }));
  if (chosen && calendars.data && house.data)
    return (
      <PersonEditor
        key={chosen.id}
        me={me}
        person={chosen}
        house={house.data}
        calendars={calendars.data.items}
        onSaved={saved}
        onClose={() => {
          setOpen(null);
          void again();
        }}
      />
    );
  return (
    <SettingsForm
      title="people.title"
      lead="people.lead"
      loading={people.isPending || calendars.isPending || house.isPending}
      error={people.error ?? calendars.error ?? house.error}
      onRetry={() => void Promise.all([people.refetch(), calendars.refetch(), house.refetch()])}
    >
      <ul className="queue-list">
        {people.data?.items.map((person) => (
          <PersonRow key={person.id} person={person} onOpen={() => setOpen(person.id)} />
        ))}
      </ul>
      {me.role === 'admin' && <HouseCapacity onSaved={() => void again()} />}
      {me.role !== 'admin' && <p className="muted">{say('people.whom')}</p>}
    </SettingsForm>
  );
}

function PersonRow({ person, onOpen }: { person: PersonSettings; onOpen: () => void }) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const names = person.queueIds.flatMap((id) => queues.get(id)?.name ?? []).sort();
  const skills = Object.entries(person.skills).map(([skill, level]) => `${skill} ${level}`);
  return (
    <li className="card queue-card person-card" data-testid="person-row" data-person={person.email}>
      <Avatar id={person.id} name={person.name} photo={person.photo} />
      <div>
        <button type="button" className="linkish" onClick={onOpen} data-testid="person-open">
          {person.name}
        </button>
        <span className="chip">{say(`role.${person.role}`)}</span>
        <p className="muted">
          {names.length > 0 ? names.join(', ') : say('people.no-queue')}
          {skills.length > 0 && ` · ${skills.join(', ')}`}
          {person.languages.length > 0 && ` · ${person.languages.join(', ').toUpperCase()}`}
        </p>
      </div>
      {person.capacityIsOwn && <p>{say('people.own-capacity')}</p>}
    </li>
  );
}
