/** The customer's words under an answer, in both parts of the mail. */
import { quotedHtml, quotedText } from './quoted-message.js';

const message = {
  text: 'Elle ne <b>démarre</b> plus.\n\nJo',
  author: 'Jo\nJourney',
  at: new Date('2031-04-02T07:00:00Z'),
};

test('each line is marked, under who wrote it and when', () => {
  expect(quotedText(message, 'fr', 'Europe/Paris')).toBe(
    '\n\nLe 2 avril 2031 à 09:00, Jo Journey a écrit :\n> Elle ne <b>démarre</b> plus.\n>\n> Jo',
  );
  expect(quotedText(message, 'en', 'Europe/Paris')).toMatch(
    /^\n\nOn 2 April 2031 at 09:00, Jo Journey wrote:\n> /,
  );
});

test('its signs of HTML stay signs', () => {
  expect(quotedHtml(message, 'en', 'UTC')).toBe(
    '<p>On 2 April 2031 at 07:00, Jo Journey wrote:</p><blockquote>Elle ne &lt;b&gt;démarre&lt;/b&gt; plus.<br><br>Jo</blockquote>',
  );
});

test('a very long one is cut', () => {
  expect(quotedText({ ...message, text: 'x'.repeat(50_000) }, 'en', 'UTC').length).toBeLessThan(20_200);
});
