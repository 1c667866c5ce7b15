/** Nothing here: what comes next, and one thing to do. */
import type { ReactNode } from 'react';

interface Props {
  title: string;
  text?: string;
  children?: ReactNode;
  testId?: string;
  /** It stands for the whole page, so its title is the page's. */
  page?: boolean;
}

export function EmptyState({ title, text, children, testId, page }: Props) {
  return (
    <div className="em" data-testid={testId}>
      {page ? <h1>{title}</h1> : <b>{title}</b>}
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
