/** Charset names as mails write them, mapped to the decoder that reads what was really meant. */
import iconv from 'iconv-lite';

/** Senders declare the small standard and use its vendor superset. */
const supersets: Record<string, string> = {
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  'ks_c_5601-1987': 'cp949',
  ks_c_5601: 'cp949',
  'euc-kr': 'cp949',
  'iso-8859-1': 'windows-1252',
  'us-ascii': 'ascii',
  'utf-8': 'utf8',
  'utf-7': 'utf-7',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  shift_jis: 'cp932',
  'x-sjis': 'cp932',
};

/** '' when nobody can read it. */
export function charsetFor(name: string): string {
  const key = name.trim().toLowerCase();
  const wanted = supersets[key] ?? key;
  return iconv.encodingExists(wanted) ? wanted : '';
}
