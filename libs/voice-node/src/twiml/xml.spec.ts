/** What the XML reader takes and what it refuses. */
import { parseXml } from './xml.js';

test('elements, attributes, text, entities, CDATA and comments are read', () => {
  const root = parseXml(`<?xml version="1.0" encoding="UTF-8"?>
    <!-- a note --><Response><Say language='fr-FR'>L&apos;attente &#233; &amp; <![CDATA[<b>]]></Say><Hangup/></Response>`);
  expect(root.name).toBe('Response');
  expect(root.children.map((child) => child.name)).toEqual(['Say', 'Hangup']);
  expect(root.children[0]).toMatchObject({ attributes: { language: 'fr-FR' }, text: "L'attente é & <b>" });
});

test.each([
  ['an unclosed element', '<Response><Say>'],
  ['crossed elements', '<Response><Say></Response></Say>'],
  ['a bare ampersand', '<Response><Play>http://x/?a=1&b=2</Play></Response>'],
  ['a document type', '<!DOCTYPE r [<!ENTITY x "y">]><Response/>'],
  ['an unknown entity', '<Response>&nbsp;</Response>'],
  ['two roots', '<Response/><Response/>'],
  ['an attribute twice', '<Response><Say a="1" a="2"/></Response>'],
  ['nothing', ''],
])('%s is refused', (_what, source) => {
  expect(() => parseXml(source)).toThrow();
});
