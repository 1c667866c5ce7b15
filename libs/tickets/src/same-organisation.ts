/** Whether two addresses are of one organisation; at a public provider everybody's neighbour is a stranger. Pure. */

/** Where anybody may open a mailbox: sharing one of these says nothing about who belongs together. */
const PUBLIC =
  /^(?:(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|aol|icloud|me|mac|gmx|web|mail|proton|protonmail|pm|zoho|yandex|qq|163|126|t-online|freenet|posteo|mailbox|fastmail|tutanota|tuta|hey|orange|wanadoo|free|sfr|neuf|laposte|bbox|aliceadsl|numericable|club-internet|cegetel|skynet|telenet|bluewin|libero|virgilio|tiscali|telefonica|terra|uol|bol|comcast|verizon|att|btinternet|sky|virginmedia|rediffmail|naver|daum|seznam|wp|o2|onet|interia)\.[a-z]{2,3}(?:\.[a-z]{2})?)$/;

/** The domain must be the same in full; a part of it may be somebody else's. */
export function sameOrganisation(one: string, other: string): boolean {
  const [first, second] = [domainOf(one), domainOf(other)];
  return first !== '' && first === second && !PUBLIC.test(first) && !first.endsWith('.invalid');
}

function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '' : address.slice(at + 1).toLowerCase();
}
