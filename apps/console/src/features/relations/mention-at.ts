/** The name being written after an `@`, if the caret stands in one. */
export function mentionAt(text: string, caret: number): { from: number; typed: string } | null {
  const found = /(^|[\s(])@([\p{L}\p{M}'’-]{0,40})$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const typed = found[2] ?? '';
  return { from: caret - typed.length - 1, typed };
}
