/** Two types: what colleagues read is never what an answer takes. */
import { Article, CustomerArticle, type ArticleText, type PublicText } from '@lib/contracts';
import { wordsOf } from './article-words.js';

/** The type checker refuses these lines when an inner article, or its text, fits where a customer's is wanted. */
const innerFits: Article extends CustomerArticle ? true : false = false;
const textFits: ArticleText['body'] extends PublicText ? true : false = false;

const page = CustomerArticle.parse({
  audience: 'customer',
  id: '01a20427-0000-7000-8000-000000000000',
  locale: 'en',
  title: 'Squealing brakes',
  text: 'Dry the pads.',
  url: 'https://help.example/help/en/articles/3-squealing-brakes',
});

test('an answer takes the text or the link of a public page, and always says where it stands', () => {
  expect(wordsOf(page, 'text')).toBe(`Dry the pads.\n\n${page.url}`);
  expect(wordsOf(page, 'link')).toBe(`Squealing brakes\n${page.url}`);
});

test('an inner article is no customer’s article: not for the types, and not when it is read', () => {
  expect([innerFits, textFits]).toEqual([false, false]);
  expect(CustomerArticle.safeParse({ ...page, audience: 'inner' }).success).toBe(false);
  expect(Article.safeParse(page).success).toBe(false);
});
