/** The stand-in's day: who is there, what waits, what was said. `empty`, `busy` and `call` are the three pictures of it. */
import { randomUUID } from 'node:crypto';
import { agent, customer, ids, interaction, item, last, minutes, queueRef, ticket } from './people.mjs';

export function makeWorld(scene, { role = 'agent', locale = 'fr', mails = [] } = {}) {
  const onCall = scene === 'call';
  const me = agent(ids.me, 'Camille Roux', 'camille@guichet.test', {
    role,
    locale,
    activity: onCall ? 'engaged' : 'idle',
    load: {
      voice: { used: onCall ? 1 : 0, max: 1 },
      chat: { used: scene === 'empty' ? 0 : 2, max: 4 },
      email: { used: scene === 'empty' ? 0 : 5, max: 8 },
    },
    abilities: [],
  });
  const nadia = agent(ids.nadia, 'Nadia Amrani', 'nadia@guichet.test', { load: load(0, 0, 1) });
  const colleagues = [
    nadia,
    agent(randomUUID(), 'Thomas Weber', 'thomas@guichet.test', { load: load(0, 1, 2) }),
    agent(randomUUID(), 'Yasmine Lahlou', 'yasmine@guichet.test', {
      activity: 'engaged',
      load: load(1, 0, 0),
    }),
    agent(randomUUID(), 'Paul Girard', 'paul@guichet.test', { state: 'away', stateReason: 'Repas' }),
    agent(randomUUID(), 'Inès Faure', 'ines@guichet.test', { state: 'offline', present: false }),
  ];
  const world = {
    me,
    agents: [me, ...colleagues],
    queues: [
      {
        ...queueRef,
        waiting: 0,
        longestWaitSince: null,
        staffed: 4,
        available: 3,
        estimatedWaitSeconds: 40,
        items: [],
        version: 1,
      },
      {
        id: ids.billing,
        name: 'Paiement N2',
        waiting: 0,
        longestWaitSince: null,
        staffed: 2,
        available: 1,
        estimatedWaitSeconds: 180,
        items: [],
        version: 1,
      },
    ],
    offers: [],
    tickets: [],
    timelines: new Map(),
    customers: [],
    mails,
  };
  if (scene !== 'empty') fill(world, onCall);
  return world;
}

const load = (voice, chat, email) => ({
  voice: { used: voice, max: 1 },
  chat: { used: chat, max: 3 },
  email: { used: email, max: 8 },
});

function fill(world, onCall) {
  const { me } = world;
  const mine = { owner: { id: me.id, name: me.name, photo: null }, ownerSince: minutes(76) };
  const add = (
    name,
    subject,
    more,
    identities = [['email', `${name.split(' ').pop().toLowerCase()}@exemple.fr`]],
  ) => {
    const who = customer(name, identities);
    const made = ticket(subject, who, { ...mine, ...more });
    world.customers.push(who);
    world.tickets.push(made);
    world.timelines.set(made.id, []);
    return made;
  };
  const sophie = add(
    'Sophie Marchand',
    'Double prélèvement après changement de carte',
    {
      channels: ['email', 'chat', 'voice'],
      lastMessage: last('chat', 'out', 8, 'Oui, je l’ai sous les yeux.'),
    },
    [
      ['email', 'sophie.marchand@exemple.fr'],
      ['phone', '+33 6 12 34 56 78', 'confirmed'],
      ['visitor', randomUUID(), 'claimed'],
    ],
  );
  const chat = interaction(sophie.id, 'chat', 'connected', mine.owner, 9);
  sophie.live = onCall ? [interaction(sophie.id, 'voice', 'connected', mine.owner, 4.2), chat] : [chat];
  world.timelines.set(sophie.id, sophieTimeline(world, sophie));
  sophie.seq = world.timelines.get(sophie.id).length;
  const karim = add(
    'Karim Benali',
    'Batterie qui ne charge plus',
    {
      channels: ['chat'],
      lastMessage: last('chat', 'in', 1.2, 'Toujours pareil après redémarrage'),
    },
    [
      ['visitor', randomUUID(), 'claimed'],
      ['email', 'karim@exemple.fr', 'claimed'],
    ],
  );
  karim.live = [interaction(karim.id, 'chat', 'connected', mine.owner, 6)];
  add('Atelier Brossard', 'Facture d’octobre introuvable', {
    lastMessage: last('email', 'in', 20, 'Bonjour, la facture…'),
  });
  add('Léa Fontaine', 'Rappel promis, roue arrière', {
    channels: ['voice'],
    lastMessage: last('voice', 'out', 55, ''),
  });
  add('Jules Perrin', 'Changer l’adresse de livraison', { lastMessage: last('email', 'out', 130, '') });
  add('M. Ottavi', 'Contrat pro : ajouter 3 vélos', {
    lastMessage: last('email', 'out', 1500, ''),
    priority: 'high',
  });
  add('Inès Garnier', 'Attend le constat du garage', {
    status: 'pending',
    lastMessage: last('email', 'out', 2900, ''),
  });
  add('Paul Nguyen', 'Teste la batterie ce week-end', {
    status: 'pending',
    lastMessage: last('email', 'out', 4000, ''),
  });
  const waiting = ['Rose Lambert', 'Hugo Morel', 'Zoé Petit'].map((name, index) => ({ name, index }));
  for (const { name, index } of waiting) queueUp(world, name, index);
  world.history = [
    ticket('Siège enfant à régler', world.customers[0], {
      status: 'closed',
      openedAt: minutes(60 * 24 * 70),
    }),
    ticket('Crevaison, dépannage sur place', world.customers[0], {
      status: 'closed',
      channels: ['voice'],
      openedAt: minutes(60 * 24 * 170),
    }),
    ticket('Passer à la formule Famille', world.customers[0], {
      status: 'closed',
      channels: ['chat'],
      openedAt: minutes(60 * 24 * 270),
    }),
  ];
}

function queueUp(world, name, index) {
  const who = customer(name, [['email', `${name.split(' ')[0].toLowerCase()}@exemple.fr`]]);
  const subject = ['Vélo volé cette nuit', 'Où en est ma commande ?', 'Frein qui grince'][index];
  const channel = ['voice', 'email', 'chat'][index];
  const made = ticket(subject, who, { channels: [channel], status: 'new' });
  world.customers.push(who);
  world.tickets.push(made);
  world.timelines.set(made.id, [
    item(1, 'message', {
      channel,
      direction: 'in',
      author: { kind: 'customer', id: who.id, name },
      at: minutes(index * 7 + 1),
      subject,
      text: 'Bonjour, pouvez-vous m’aider ?',
      data: index === 1 ? { flag: 'sender-not-trusted', from: who.identities[0].value } : {},
    }),
  ]);
  const queue = world.queues[0];
  queue.items.push({
    interactionId: randomUUID(),
    ticketId: made.id,
    ticketNumber: made.number,
    channel,
    customer: { id: who.id, name },
    subject,
    priority: 'normal',
    waitingSince: minutes(index * 7 + 1),
    state: 'waiting',
    offeredTo: null,
    owner: null,
    position: index + 1,
  });
  queue.waiting = queue.items.length;
  queue.longestWaitSince = queue.items.at(-1).waitingSince;
}

function sophieTimeline(world, sophie) {
  const who = { kind: 'customer', id: sophie.customer.id, name: 'Sophie Marchand' };
  const self = { kind: 'agent', id: world.me.id, name: world.me.name };
  return [
    item(1, 'message', {
      channel: 'email',
      direction: 'in',
      author: who,
      at: minutes(98),
      subject: 'Prélevée deux fois',
      text: 'Bonjour, j’ai changé de carte mardi et je vois deux prélèvements de 49,00 € le 20 novembre. Pouvez-vous regarder ?\n\n> Le 18 nov., Vélorive a écrit :\n> Votre carte a bien été changée.',
      replyText:
        'Bonjour, j’ai changé de carte mardi et je vois deux prélèvements de 49,00 € le 20 novembre. Pouvez-vous regarder ?',
      html: '<p>Bonjour, j’ai changé de carte mardi et je vois <b>deux prélèvements</b> de 49,00 € le 20 novembre. Pouvez-vous regarder ?</p><blockquote>Le 18 nov., Vélorive a écrit : votre carte a bien été changée.</blockquote><img src="https://outside.example/pixel.gif">',
      attachments: [
        {
          id: randomUUID(),
          name: 'releve-novembre.pdf',
          type: 'application/pdf',
          size: 84_000,
          inline: false,
          contentId: null,
        },
      ],
    }),
    item(2, 'event', {
      at: minutes(86),
      author: self,
      data: {
        name: 'ticket.owner-changed',
        from: null,
        fromName: null,
        to: world.me.id,
        toName: world.me.name,
      },
    }),
    item(3, 'message', {
      channel: 'chat',
      direction: 'in',
      author: who,
      at: minutes(9),
      text: 'Je reviens pour mon double prélèvement, avez-vous trouvé ?',
    }),
    item(4, 'message', {
      channel: 'chat',
      direction: 'out',
      author: self,
      at: minutes(8),
      text: 'Oui, je l’ai sous les yeux. Je comprends que ce soit agaçant, voyons cela maintenant.',
      delivery: { state: 'read', detail: null, at: minutes(8) },
    }),
    item(5, 'note', {
      author: { kind: 'agent', id: ids.nadia, name: 'Nadia Amrani' },
      at: minutes(6),
      text: 'Doublon confirmé : la banque a rejoué l’autorisation. Remboursement direct possible sous 100 €.',
    }),
    item(6, 'call', {
      channel: 'voice',
      direction: 'in',
      at: minutes(4.4),
      data: {
        state: 'connected',
        connectedAt: minutes(4.2),
        endedAt: null,
        agent: world.me.name,
        from: '+33612345678',
      },
    }),
  ];
}
