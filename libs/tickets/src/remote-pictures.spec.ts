/** Which picture stands where, as the console counts them. */
import { remotePictures } from './remote-pictures.js';

test('pictures are counted where they stand, and their addresses are put together again', () => {
  const html =
    '<p>x</p><img alt="a &gt; b" data-remote="https://a.example/1.png?x=1&amp;y=2"><img src="cid:x"><img data-remote="http://b.example/" width="9" />';
  expect(remotePictures(html)).toEqual(['https://a.example/1.png?x=1&y=2', 'http://b.example/']);
});

test('two hundred are enough', () => {
  expect(remotePictures('<img data-remote="http://x/">'.repeat(300))).toHaveLength(200);
});
