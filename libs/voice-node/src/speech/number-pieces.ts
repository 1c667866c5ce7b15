/** Which recordings a number is spoken from: up to four digits as a number, more or a leading zero digit by digit. */
export function numberPieces(digits: string): string[] {
  if (digits.length > 4 || (digits.length > 1 && digits.startsWith('0'))) return [...digits];
  return compose(Number(digits));
}

function compose(value: number): string[] {
  if (value < 100) return [String(value)];
  const unit = value < 1000 ? 100 : 1000;
  const rest = value % unit;
  return [String(value - rest), ...(rest > 0 ? compose(rest) : [])];
}
