/** A part of the settings: its title, what it is for, loading and failure, and a saved word. */
import type { ReactNode } from 'react';
import type { MessageId } from '@lib/design';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';

interface Props {
  title: MessageId;
  lead: MessageId;
  loading: boolean;
  error: Error | null;
  onRetry: () => void;
  children: ReactNode;
}

export function SettingsForm({ title, lead, loading, error, onRetry, children }: Props) {
  const say = useSay();
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{say(title)}</h1>
          <p>{say(lead)}</p>
        </div>
      </header>
      {error ? (
        <Failure refusal={asRefusal(error)} onRetry={onRetry} />
      ) : loading ? (
        <Skeleton rows={4} />
      ) : (
        children
      )}
    </>
  );
}

interface FieldProps {
  label: string;
  children: ReactNode;
}

export function Labelled({ label, children }: FieldProps) {
  return (
    <label className="labelled">
      <span>{label}</span>
      {children}
    </label>
  );
}
