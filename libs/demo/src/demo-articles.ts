/** What the demo company knows: a few published articles, one of them for colleagues alone. */
import type { Tx } from '@lib/database';
import { writePublicPages } from '@lib/knowledge';
import { newId } from '@lib/platform';

type Text = { title: string; body: string };

interface Known {
  visibility: 'public' | 'internal';
  author: string;
  tags: string[];
  fr: Text | null;
  en: Text | null;
}

const known: Known[] = [
  {
    visibility: 'public',
    author: 'lea@guichet.test',
    tags: ['freins'],
    fr: {
      title: 'Mes freins à disque crissent',
      body: `Des freins qui crissent sous la pluie, c’est fréquent et sans danger. S’ils crissent par temps sec, les plaquettes ont besoin de soins.

## Ce qui aide
1. Roulez cent mètres en freinant doucement : l’eau s’en va.
2. Essuyez les disques avec un chiffon propre, **sans huile**.
3. Regardez l’épaisseur des plaquettes : moins d’un millimètre, il faut les changer.

Le bruit reste ? [Parlez à l’un de nous](/help/fr/contact), nous regardons cela avec vous.`,
    },
    en: {
      title: 'My disc brakes squeal',
      body: `Brakes that squeal in the rain are common and safe. If they squeal in dry weather, the pads need care.

## What helps
1. Ride a hundred metres while braking gently: the water goes.
2. Wipe the discs with a clean cloth, **without oil**.
3. Look at the pads: with less than a millimetre left they must be changed.

Still noisy? [Talk to one of us](/help/en/contact), we look at it with you.`,
    },
  },
  {
    visibility: 'public',
    author: 'lea@guichet.test',
    tags: ['batterie'],
    fr: {
      title: 'La batterie se décharge sans rouler',
      body: `Une batterie perd un peu de charge à l’arrêt : comptez 3 % par semaine. Plus, c’est que quelque chose la sollicite.

## Ce qui aide
- Éteignez l’écran : un appui long, jusqu’à ce qu’il soit noir.
- Rangez-la entre 10 et 25 °C, chargée à moitié si vous ne roulez pas d’un mois.

Elle perd plus de 10 % en un week-end ? Écrivez-nous, nous vous rappelons.`,
    },
    en: {
      title: 'The battery drains without riding',
      body: `A battery loses a little charge while it rests: about 3 % a week. More means that something draws on it.

## What helps
- Switch off the display: press long, until it is black.
- Keep it between 10 and 25 °C, half charged if you do not ride for a month.

Does it lose more than 10 % over a weekend? Write to us, we call you back.`,
    },
  },
  {
    visibility: 'public',
    author: 'noor@guichet.test',
    tags: ['facture'],
    fr: {
      title: 'Retrouver une facture',
      body: `Votre facture est jointe à l’e-mail de confirmation, le jour de l’achat.

Vous ne la trouvez plus ? Donnez-nous le nom de l’acheteur et le mois : nous vous l’envoyons le jour même.`,
    },
    en: {
      title: 'Find an invoice',
      body: `Your invoice is attached to the confirmation e-mail, on the day of purchase.

You cannot find it? Tell us the buyer’s name and the month: we send it the same day.`,
    },
  },
  {
    visibility: 'internal',
    author: 'lea@guichet.test',
    tags: ['siège'],
    fr: {
      title: 'Siège enfant : le kit de rappel de la série 2025',
      body: `Sur la série 2025, la vis de rappel est trop courte sur quelques exemplaires.

1. Demandez une photo de la fixation.
2. Plus de 5 mm de jeu : envoyez le kit, sans attendre le retour.
3. Notez le numéro de série sur le ticket.`,
    },
    en: null,
  },
];

export async function demoArticles(tx: Tx, people: Map<string, string>): Promise<void> {
  const at = new Date();
  for (const { visibility, author, tags, fr, en } of known) {
    const live = { visibility, texts: { fr, en }, tags };
    const by = people.get(author);
    const [article] = await tx.query<{ id: string; number: string }>(
      `WITH made AS (
         INSERT INTO knowledge.article (id, state, visibility, texts, tags, live, live_at, author_id, changed_by)
         VALUES ($1, 'published', $2, $3, $4, $5, $6, $7, $7) RETURNING *)
       INSERT INTO knowledge.revision (article_id, version, what, by_id, whole)
       SELECT id, version, 'published', author_id, jsonb_build_object('state', state, 'visibility', visibility, 'texts', texts,
         'tags', tags, 'reviewOn', review_on, 'creditId', credit_id, 'live', live) FROM made
       RETURNING article_id AS id, (SELECT number FROM made) AS number`,
      [newId(), visibility, JSON.stringify(live.texts), JSON.stringify(tags), JSON.stringify(live), at, by],
    );
    if (article) await writePublicPages(tx, article, live, at);
  }
}
