/** Made-up customers of the demo company, French and English by turns: who they are, how they come, what they want. */
export interface DemoCustomer {
  name: string;
  email: string;
  phone: string;
  locale: 'fr' | 'en';
  channel: 'email' | 'chat' | 'voice';
  subject: string;
  /** What they say, line by line. */
  lines: string[];
}

const CHANNELS = ['email', 'chat', 'voice'] as const;
const NAMES = {
  fr: ['Sophie Marchand', 'Karim Benali', 'Élise Garnier', 'Hugo Lefèvre', 'Nadia Perrin', 'Marc Dubois'],
  en: ['Emma Walsh', 'Oliver Grant', 'Priya Shah', 'Tom Becker', 'Grace Hill', 'Daniel Novak'],
};
const MATTERS = {
  fr: [
    [
      'Prélevée deux fois',
      'Bonjour, je vois deux prélèvements de 49 € ce mois-ci.',
      'Pouvez-vous regarder ?',
    ],
    ['Ma trottinette ne démarre plus', 'Bonjour, le moteur ne démarre plus depuis ce matin.', 'Que faire ?'],
    ['Livraison en retard', 'Bonjour, ma commande devait arriver lundi.', 'Où est-elle ?'],
    ['Changer mon adresse', 'Bonjour, je déménage le mois prochain.', 'Comment changer mon adresse ?'],
  ],
  en: [
    ['Charged twice', 'Hello, I can see two charges of 49 € this month.', 'Could you look into it?'],
    ['The display stays black', 'Hello, my bike’s display stays black since yesterday.', 'What can I do?'],
    ['Where is my order?', 'Hello, my order should have arrived on Monday.', 'Where is it now?'],
    ['Brakes squeak', 'Hello, the brakes squeak when it rains.', 'Is that dangerous?'],
  ],
};

/** `run` sets apart those of one stream from those of another: nobody of an earlier one comes back by accident. */
export function demoCustomers(count: number, run: string): DemoCustomer[] {
  return Array.from({ length: count }, (_, at) => {
    const locale = at % 2 === 0 ? 'fr' : 'en';
    const turn = Math.floor(at / 2);
    const name = NAMES[locale][turn % NAMES[locale].length] ?? '';
    const [subject = '', ...lines] = MATTERS[locale][turn % MATTERS[locale].length] ?? [];
    return {
      name,
      email: `${plain(name)}.${run}.${at + 1}@example.org`,
      phone: `+1500555${String(1_000 + ((Number.parseInt(run, 36) + at) % 9_000))}`,
      locale,
      channel: CHANNELS[at % CHANNELS.length] ?? 'email',
      subject,
      lines,
    };
  });
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.');
}
