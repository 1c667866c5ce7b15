/** Words, signature and quotation of an answer, in their order and once each. */
import { layOut } from './mail-layout.js';

const quoted = { text: '\n\nJo wrote:\n> Help', html: '<p>Jo wrote:</p><blockquote>Help</blockquote>' };

test('the signature stands under the words, behind the mark that readers fold away, the quotation last', () => {
  expect(
    layOut({ text: 'Hello.\n', html: '<p>Hello.</p>' }, 'Léa <N1>\nhttps://acme.test/?a=1&b', quoted),
  ).toEqual({
    words: 'Hello.\n',
    text: 'Hello.\n\n-- \nLéa <N1>\nhttps://acme.test/?a=1&b\n\nJo wrote:\n> Help',
    html:
      '<p>Hello.</p><div class="guichet-signature">-- <br>Léa &lt;N1&gt;<br>' +
      '<a href="https://acme.test/?a=1&amp;b">https://acme.test/?a=1&amp;b</a></div>' +
      '<div class="guichet-quote"><p>Jo wrote:</p><blockquote>Help</blockquote></div>',
  });
});

test('words that end with it already get it no second time', () => {
  const { text, words } = layOut({ text: 'Hello.\n\n-- \nLéa\nAcme' }, 'Léa\nAcme', null);
  expect([text, words]).toEqual(['Hello.\n\n-- \nLéa\nAcme', null]);
});

test('without signature and quotation the words leave as they are', () => {
  expect(layOut({ text: 'Hello.\n' }, '', null)).toEqual({ text: 'Hello.\n', words: null });
});
