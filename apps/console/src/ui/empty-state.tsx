/** Nothing here: what comes next, and one thing to do. */
import type { ReactNode } from 'react';

interface Props {
  title: string;
  text?: string;
  children?: ReactNode;
  testId?: string;
}

export function EmptyState({ title, text, children, testId }: Props) {
  return (
    <div className="em" data-testid={testId}>
      <b>{title}</b>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
