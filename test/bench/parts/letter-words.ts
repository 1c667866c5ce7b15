/** The words of a letter: prose in three languages with frequent and rare words as people use them, from a seed that can be printed. */

/** Each call the next number from 0 to 1; the same seed, the same numbers (mulberry32). */
export type Chance = () => number;

export type Tongue = 'fr' | 'en' | 'de';

/** Frequent words first: how often one is used falls with its place, as in any language. */
const WORDS: Record<Tongue, string> = {
  fr: `de la le je vous et à les nous est pour un une que pas ne en du ce qui dans mon ma votre avec sur par plus mais depuis hier matin bonjour merci commande facture livraison problème numéro compte imprimante écran contrat client service réponse message téléphone aide besoin possible toujours encore avant après vendredi semaine lundi urgent voyant orange clignote câble cartouche vérifié éteint rallumé sans résultat attendons papiers bloquée remboursement retard colis adresse paiement carte refusée erreur connexion mot passe oublié abonnement résilier modifier rendez-vous technicien panne fuite chaudière garantie devis montant échéance prélèvement dossier référence été déjà là où élève août noël garçon œuvre cœur être même très près année`,
  en: `the to I you and of is in it for my we that on not with this have be your are at from was as but since yesterday morning hello thanks order invoice delivery problem number account printer screen contract customer service reply message phone help need possible still again before after friday week monday urgent light orange flashing cable cartridge checked turned off without result waiting papers blocked refund delay parcel address payment card refused error connection password forgotten subscription cancel change appointment technician fault leak boiler warranty quote amount due debit file reference could would please kindly regards attached screenshot version update install device warehouse colleague meeting agreement`,
  de: `die der und ich Sie wir das ist nicht in zu für mit ein eine auf es dem den von haben seit gestern morgen guten Tag danke Bestellung Rechnung Lieferung Problem Nummer Konto Drucker Bildschirm Vertrag Kunde Dienst Antwort Nachricht Telefon Hilfe brauche möglich immer noch vor nach Freitag Woche Montag dringend Licht orange blinkt Kabel Patrone geprüft ausgeschaltet ohne Ergebnis warten Papiere gesperrt Rückerstattung Verspätung Paket Adresse Zahlung Karte abgelehnt Fehler Verbindung Kennwort vergessen Abonnement kündigen ändern Termin Techniker Störung Leck Heizung Garantie Angebot Betrag fällig Lastschrift Akte Zeichen können würden bitte freundlichen Grüßen Anhang Größe größer Straße überprüfen`,
};
const SYLLABLES =
  'ba bel bor ca cel cor da del dur fa fer for ga gel gor ha hel hor ka ker kor la ler lor ma mer mor na ner nor pa per por ra rel ros sa sel sor ta ter tor va vel vor'.split(
    ' ',
  );
/** Of a hundred words: what only this matter knows, names of products and places. */
const RARE = 0.04;
const NUMBERS = 0.015;
const LINE = 72;

const lists = Object.fromEntries(
  Object.entries(WORDS).map(([tongue, words]) => [tongue, words.split(' ')]),
) as Record<Tongue, string[]>;

export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<const T extends readonly [unknown, ...unknown[]]>(
  chance: Chance,
  options: T,
): T[number] {
  return options[Math.floor(chance() * options.length)] ?? options[0];
}

/** Between both, the smaller the likelier: so sizes lie in a mailbox. */
export function between(chance: Chance, least: number, most: number): number {
  return Math.round(least * (most / least) ** chance());
}

export function sentence(chance: Chance, tongue: Tongue, words: number): string {
  const said = Array.from({ length: words }, () => word(chance, tongue)).join(' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Paragraphs of lines no longer than people's programs leave them. */
export function prose(chance: Chance, tongue: Tongue, words: number): string[][] {
  const paragraphs: string[][] = [];
  for (let left = words; left > 0;) {
    const length = Math.min(left, 12 + Math.floor(chance() * 50));
    left -= length;
    paragraphs.push(folded(`${sentence(chance, tongue, length)}.`));
  }
  return paragraphs;
}

function word(chance: Chance, tongue: Tongue): string {
  const kind = chance();
  if (kind < NUMBERS) return String(Math.floor(chance() * 1e7));
  if (kind < NUMBERS + RARE)
    return Array.from({ length: 2 + Math.floor(chance() * 2) }, () =>
      pick(chance, SYLLABLES as [string, ...string[]]),
    ).join('');
  const list = lists[tongue];
  return list[Math.floor(list.length ** chance()) - 1] ?? list[0] ?? '';
}

function folded(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const one of text.split(' ')) {
    if (line.length + one.length >= LINE) {
      lines.push(line);
      line = one;
    } else line = line ? `${line} ${one}` : one;
  }
  return [...lines, line];
}
