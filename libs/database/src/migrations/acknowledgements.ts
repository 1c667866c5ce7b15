/** What the house says by itself when it comes: two rules that admins edit like their own. */

const mail = {
  fr: `Bonjour,

Nous avons bien reçu votre message. Votre demande porte le numéro {{ticket.number}} : il vaut aussi au téléphone et sur le chat.

C’est {{answerer}} qui s’en occupe.

Vous recevrez une réponse au plus tard {{answer.by}}.

Pour ajouter quelque chose, répondez simplement à ce message.`,
  en: `Hello,

We have received your message. Your request has the number {{ticket.number}}: you can also quote it on the phone and in the chat.

It is with {{answerer}}.

You will have an answer by {{answer.by}} at the latest.

To add anything, just reply to this message.`,
};

const closed = {
  fr: `Nous ne sommes pas là en ce moment, mais votre message est bien arrivé.
Vous recevrez une réponse au plus tard {{answer.by}}.`,
  en: `We are not here at the moment, but your message has arrived.
You will have an answer by {{answer.by}} at the latest.`,
};

export const acknowledgements = [
  {
    id: '01a20427-0000-7000-8000-000000000910',
    name: 'Accusé de réception · Acknowledgement',
    conditions: { all: [{ field: 'channel', is: ['email'], not: false }], any: [] },
    texts: mail,
  },
  {
    id: '01a20427-0000-7000-8000-000000000911',
    name: 'Chat hors horaires · Chat out of hours',
    conditions: {
      all: [
        { field: 'channel', is: ['chat'], not: false },
        { field: 'open-hours', not: true },
      ],
      any: [],
    },
    texts: closed,
  },
];
