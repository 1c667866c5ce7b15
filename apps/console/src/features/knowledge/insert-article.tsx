/** Beside an answer: the way to the articles that customers may read, in the language of this one. */
import { useState } from 'react';
import { BookOpen } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';
import { Tip } from '../../ui/tip.js';
import { useCustomer } from '../customer/use-customer.js';
import { ArticlePicker } from './article-picker.js';

interface Props {
  ticket: Ticket;
  /** Of a public page: the picker has no others. */
  onWords: (words: string) => void;
}

export function InsertArticle({ ticket, onWords }: Props) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const customer = useCustomer(ticket.customer);
  return (
    <>
      <Tip text={say('article.insert')} side="top">
        <button
          type="button"
          className="btn sm ghost icon"
          aria-label={say('article.insert')}
          onClick={() => setOpen(true)}
          data-testid="insert-article"
        >
          <BookOpen className="ic" aria-hidden="true" />
        </button>
      </Tip>
      {open && (
        <ArticlePicker
          locale={customer?.locale ?? currentLocale()}
          onInsert={onWords}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
