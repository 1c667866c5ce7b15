/** What the reading of mail must reach; the product is judged on other mail, so these are held by rules for classes, never for files. */
import type { Kind } from './judge.js';

export interface Bar {
  name: string;
  kinds: Kind[];
  /** Share in per cent of the expectations of these kinds. */
  atLeast: number;
}

export const bars: Bar[] = [
  { name: 'a bounce is recognised', kinds: ['bounce'], atLeast: 96 },
  { name: 'the failed recipient is named', kinds: ['failed recipient'], atLeast: 90 },
  { name: 'ordinary mail is not called a bounce', kinds: ['not a bounce'], atLeast: 99.9 },
  { name: 'subjects are read', kinds: ['subject'], atLeast: 97 },
  { name: 'lines of the body are decoded', kinds: ['body line'], atLeast: 98 },
  { name: 'the reply is exactly the author’s text', kinds: ['reply text'], atLeast: 82 },
  { name: 'no word of the author’s is hidden', kinds: ['no author’s line hidden'], atLeast: 100 },
  { name: 'nothing that came is thrown away', kinds: ['settled'], atLeast: 100 },
];
