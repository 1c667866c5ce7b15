/** Reads the fault-injection switch apart from the rest: it is no setting of the product. */
const raw = process.env['GUICHET_CRASH_AT'];

export function crashSetting(): { name: string; nth: number } | null {
  if (!raw) return null;
  const [name = '', nth] = raw.split(':');
  return { name, nth: nth ? Number(nth) : 1 };
}
