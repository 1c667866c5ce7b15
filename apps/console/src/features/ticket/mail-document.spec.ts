/** The frame a mail is shown in: what it may load, and the images that came with it. */
import {
  hasOutsideImages,
  mailDocument,
  withInlineImages,
  withOutsideImages,
  wordsOf,
} from './mail-document.js';

const origin = 'https://desk.example';
const attachments = [{ id: '0190-a', contentId: '<logo@mail>' }];

describe('a mail document', () => {
  it('forbids everything but our attachments and its own style', () => {
    const page = mailDocument({ html: '<p>Hi</p>', attachments: [], origin, styleUrl: '/assets/mail.css' });
    expect(page).toContain("default-src 'none'");
    expect(page).toContain(`img-src ${origin}/api/attachments/ data:`);
    expect(page).not.toMatch(/script-src|img-src[^;]*\*/);
    expect(page).toContain(`${origin}/assets/mail.css`);
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<p>Hi</p>'));
  });

  it('shows images that came inside the mail and leaves unknown ones alone', () => {
    expect(withInlineImages('<img src="cid:logo@mail">', attachments)).toBe(
      '<img src="/api/attachments/0190-a?inline=1">',
    );
    expect(withInlineImages('<td style="background:url(\'cid:logo@mail\')">', attachments)).toContain(
      '/api/attachments/0190-a',
    );
    expect(withInlineImages('<img src="cid:other">', attachments)).toBe('<img src="cid:other">');
    const inside = [
      { id: '0', contentId: 'logo@mail', url: '/api/attachments/0190-a/inside?file=0&inline=1' },
    ];
    expect(withInlineImages('<img src="cid:logo@mail">', inside)).toBe(
      '<img src="/api/attachments/0190-a/inside?file=0&amp;inline=1">',
    );
  });

  it('shows pictures from outside only when they are asked for, and only through us', () => {
    const html =
      '<img alt="x" data-remote="https://t.example/1.png"><img data-remote="https://t.example/2.png">';
    const asked = mailDocument({ html, attachments: [], origin, styleUrl: '/m.css', picturesOf: '0190-m' });
    expect(asked).toContain(`img-src ${origin}/api/attachments/ ${origin}/api/mail-images/ data:`);
    expect(withOutsideImages(html, '0190-m')).toBe(
      '<img alt="x" src="/api/mail-images/0190-m?n=0"><img src="/api/mail-images/0190-m?n=1">',
    );
    expect(mailDocument({ html, attachments: [], origin, styleUrl: '/m.css' })).not.toContain('mail-images');
  });

  it('knows when something from outside is left out', () => {
    expect(hasOutsideImages('<img width=1 src="https://t.example/p.gif">')).toBe(true);
    expect(hasOutsideImages('<img alt="" data-remote="https://t.example/p.gif">')).toBe(true);
    expect(hasOutsideImages('<img src="cid:x"><a href="https://t.example">')).toBe(false);
  });
});

it('of a mail of ours shows the words first, without the signature and the quotation under them', () => {
  const words = '<p>Hi</p>';
  const signature = '<div class="guichet-signature">-- <br>Léa</div>';
  const quote = '<div class="guichet-quote"><p>Jo wrote:</p></div>';
  expect(wordsOf(words + signature + quote)).toBe(words);
  expect(wordsOf(words + quote)).toBe(words);
  expect(wordsOf(words)).toBe(words);
});
