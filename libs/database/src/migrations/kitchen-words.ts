/** The inner words a new house begins with, in both languages, and the plain words beside them; admins edit them from there. */

export interface DefaultInnerWords {
  kind: string;
  locale: 'fr' | 'en';
  words: string;
  replacement: string | null;
  why: string;
}

type Listed = [words: string, replacement: string | null];

const fr: Record<string, { why: string; list: Listed[] }> = {
  sla: {
    why: 'Nos délais internes nous mesurent. Le client attend un moment précis, dit par une personne.',
    list: [
      ['conforme(s)|conformément à|aux notre|nos SLA(s)', null],
      ['notre|nos|le|les|du|des SLA(s)', null],
      ['SLA(s)', null],
      ['accord(s) de niveau(x) de service', null],
      ['niveau(x) de service', null],
      ['délai(s) contractuel(s)', null],
      ['délai(s) de traitement', null],
      ['délai(s) interne(s)', null],
      ['délai de # heure(s)|h|jour(s)', null],
      ['# h|heure(s)|jour(s) ouvrée(s)|ouvrable(s)|ouvré(s)', null],
      ['heure(s)|jour(s) ouvrée(s)|ouvrable(s)|ouvré(s)', null],
      ['temps de première réponse', null],
      ['temps de résolution', null],
    ],
  },
  supplier: {
    why: 'Le fournisseur est notre affaire. Dites ce que vous faites et quand vous donnez des nouvelles.',
    list: [
      [
        'nous attendons une|la réponse de notre fournisseur|prestataire|partenaire',
        'je suis votre demande de près et je vous tiens au courant',
      ],
      ['en attente du|de notre|nos fournisseur(s)|prestataire(s)', 'en cours'],
      ['notre fournisseur', 'un spécialiste'],
      ['nos fournisseurs', 'des spécialistes'],
      ['notre prestataire', 'un spécialiste'],
      ['nos prestataires', 'des spécialistes'],
      ['notre sous traitant', 'un spécialiste'],
      ['nos sous traitants', 'des spécialistes'],
      ['notre infogérant|hébergeur', 'un spécialiste'],
      ['chez le|notre fournisseur|prestataire|éditeur|constructeur', 'chez nous'],
      ['sous traitant(s)', null],
    ],
  },
  team: {
    why: 'Le client a une personne en face de lui. Comment nous nous organisons ne le regarde pas.',
    list: [
      ['l équipe technique', 'un collègue spécialiste'],
      ['l équipe support|réseau|système(s)|infrastructure|développement', 'un collègue'],
      ['le|notre service technique', 'un collègue spécialiste'],
      ['le|notre back office', 'un collègue'],
      ['le|notre front office', 'un collègue'],
      ['l autre|une autre équipe', 'un collègue'],
      ['l autre|un autre service', 'un collègue'],
      ['les équipes concernées|techniques|compétentes', 'mes collègues'],
      ['le service concerné|compétent', 'un collègue'],
      ['le groupe de résolution|résolveur', 'un collègue'],
      ['la cellule de crise|escalade', 'mes collègues'],
    ],
  },
  tier: {
    why: 'Les niveaux du support sont à nous. Le client veut savoir qui s’en occupe.',
    list: [
      ['le|du|au support de niveau #', null],
      ['support de niveau #', null],
      ['support niveau #', null],
      ['technicien(s) de niveau #', 'collègue spécialiste'],
      ['niveau 1|2|3 du support', null],
      ['le|du N1|N2|N3', null],
      ['au N1|N2|N3', 'à un collègue'],
      ['N1|N2|N3', null],
      ['escaladé(e)(s) au niveau supérieur', 'confié à un collègue spécialiste'],
    ],
  },
  queue: {
    why: 'Une file est un outil à nous. Dites plutôt qui s’en occupe.',
    list: [
      ['file(s) de traitement', null],
      ['corbeille(s) de traitement', null],
      ['bannette(s)', null],
      ['file(s) de ticket(s)', null],
      ['dans notre|la backlog', 'sur ma liste'],
    ],
  },
  refusal: {
    why: 'Personne ne veut être renvoyé ailleurs. Dites ce que vous faites pour que la demande arrive au bon endroit.',
    list: [
      ['ce n est pas notre|mon service|département|rayon', 'je m’en occupe avec un collègue'],
      ['ce n est pas de notre|mon ressort', 'je m’en occupe avec un collègue'],
      ['n est pas de notre|mon ressort', 'demande l’aide d’un collègue'],
      ['ne relève pas de notre|mon|nos service(s)|compétence(s)|périmètre', 'demande l’aide d’un collègue'],
      ['hors de notre|mon périmètre', null],
      ['hors périmètre', null],
      ['vous devez|devriez contacter un autre service', 'je transmets pour vous et je reste votre contact'],
      ['adressez vous à un autre service', 'je transmets pour vous et je reste votre contact'],
      ['je ne peux rien faire', 'voici ce que je peux faire'],
      ['nous ne pouvons rien faire', 'voici ce que nous pouvons faire'],
      ['nous devons suivre toutes les étapes', null],
      ['nous devons suivre la procédure', null],
      ['c est la procédure', null],
    ],
  },
  'empty-apology': {
    why: 'Une excuse toute faite sonne creux. Nommez ce que la personne a vécu et ce que vous faites maintenant.',
    list: [
      ['désolé(e)(s) pour le|ce|tout désagrément', null],
      ['désolé(e)(s) pour les|ces désagrément(s)', null],
      ['désolé(e)(s) pour la gêne', null],
      ['désolé(e)(s) pour la gêne occasionnée', null],
      ['veuillez nous excuser pour la gêne|les désagréments', null],
      ['veuillez nous excuser pour la gêne occasionnée', null],
      ['nous nous excusons pour la gêne|les désagréments', null],
      ['nous nous excusons pour la gêne occasionnée', null],
      ['nous vous prions de nous excuser', null],
      ['nous vous prions d excuser', null],
      ['désagrément(s) occasionné(s)', null],
      ['gêne occasionnée', null],
    ],
  },
  jargon: {
    why: 'Un mot de métier arrête qui ne le connaît pas. Prenez le mot de tous les jours.',
    list: [
      ['est escaladé', 'est confié à un collègue'],
      ['est escaladée', 'est confiée à un collègue'],
      ['été escaladé', 'été confié à un collègue'],
      ['été escaladée', 'été confiée à un collègue'],
      ['ai|avons escaladé', null],
      ['escalader', 'demander l’aide d’un collègue'],
      ['workaround', 'solution provisoire'],
      ['un contournement', 'une solution provisoire'],
      ['ASAP', 'dès que possible'],
      ['root cause', 'origine'],
      ['troubleshooting', 'recherche de la panne'],
      ['monitoring', 'surveillance'],
      ['reporting', 'compte rendu'],
      ['bug', 'défaut'],
      ['bugs', 'défauts'],
      ['reboot|rebooter', 'redémarrer'],
      ['upgrade', 'mise à niveau'],
      ['downtime', 'interruption'],
      ['ETA', 'moment prévu'],
      ['RMA', 'retour du produit'],
      ['le|un change request', 'la modification'],
      ['incident majeur', 'panne'],
      ['post mortem', 'compte rendu'],
    ],
  },
};

const en: typeof fr = {
  sla: {
    why: 'Our inner targets measure us. A customer waits for a moment, said by a person.',
    list: [
      ['in line|accordance with our SLA(s)', null],
      ['within our|the SLA(s)', null],
      ['our|the SLA(s)', null],
      ['SLA(s)', null],
      ['service level agreement(s)', null],
      ['service level(s)', null],
      ['# business|working hour(s)|day(s)', null],
      ['business|working hour(s) target', null],
      ['response|resolution target(s)', null],
      ['response|resolution time target(s)', null],
      ['our target of # hours|days', null],
      ['standard processing time(s)', null],
    ],
  },
  supplier: {
    why: 'The supplier is our business. Say what you are doing and when you will be in touch.',
    list: [
      [
        'we are waiting for a|the reply|response|answer from our supplier|vendor|provider|partner',
        'I am following this closely and will keep you posted',
      ],
      ['we are waiting for|on our supplier|vendor|provider', 'I am following this closely'],
      ['waiting for|on the|our supplier|vendor|provider', 'in progress'],
      ['our supplier|vendor', 'a specialist'],
      ['our suppliers|vendors', 'specialists'],
      ['our subcontractor|contractor', 'a specialist'],
      ['our subcontractors|contractors', 'specialists'],
      ['our service|hosting provider', 'a specialist'],
      ['our third party', 'a specialist'],
      ['third party supplier(s)|vendor(s)|provider(s)', null],
      ['subcontractor(s)', null],
    ],
  },
  team: {
    why: 'The customer has a person to talk to. How we are organised is our own matter.',
    list: [
      ['the|our technical|engineering|network|infrastructure|development team', 'a colleague'],
      ['the|our back office', 'a colleague'],
      ['the|our front office', 'a colleague'],
      ['the relevant|appropriate|responsible|right team(s)|department(s)', 'a colleague'],
      ['another team|department', 'a colleague'],
      ['a different team|department', 'a colleague'],
      ['the other team|department', 'a colleague'],
      ['resolver group(s)', null],
    ],
  },
  tier: {
    why: 'Support tiers are ours. The customer wants to know who looks after it.',
    list: [
      ['tier #|one|two|three support', 'a colleague'],
      ['level #|one|two|three support', 'a colleague'],
      ['first|second|third line|level|tier support', 'a colleague'],
      ['tier #', null],
      ['tier one|two|three', null],
      ['L1|L2|L3', null],
      ['N1|N2|N3', null],
    ],
  },
  queue: {
    why: 'A queue is a tool of ours. Say who looks after it instead.',
    list: [
      ['our|the ticket queue', 'my list'],
      ['our|the support queue', 'my list'],
      ['our|the work queue', 'my list'],
      ['our|the backlog', 'my list'],
    ],
  },
  refusal: {
    why: 'Nobody likes to be sent elsewhere. Say what you are doing to get this to the right place.',
    list: [
      ['it|that|this is not our|my department|job', 'I will sort this out with a colleague'],
      ['it|that s not our|my department|job', 'I will sort this out with a colleague'],
      ['this|that isn t our|my department|job', 'I will sort this out with a colleague'],
      ['not our|my department', null],
      ['not our|my responsibility', null],
      ['outside our|my remit|scope', null],
      ['out of scope', null],
      [
        'you need|have to contact another department|team',
        'I will pass this on for you and stay your contact',
      ],
      ['there is nothing I|we can do', 'here is what I can do'],
      ['there s nothing I|we can do', 'here is what I can do'],
      ['we have|need to follow all the steps', null],
      ['we have|need to follow procedure', null],
      ['company policy', null],
    ],
  },
  'empty-apology': {
    why: 'A ready-made apology sounds hollow. Name what the person went through and what you are doing now.',
    list: [
      ['sorry for the|any|this|your inconvenience', null],
      ['sorry about the|any|this inconvenience', null],
      ['apologise|apologize for the|any|this inconvenience', null],
      ['apologies for the|any|this inconvenience', null],
      ['sorry for the|any inconvenience caused', null],
      ['apologise|apologize for the|any inconvenience caused', null],
      ['apologies for the|any inconvenience caused', null],
      ['any inconvenience this may have caused', null],
      ['inconvenience caused', null],
      ['regret any inconvenience', null],
    ],
  },
  jargon: {
    why: 'A trade word stops whoever does not know it. Take the everyday word.',
    list: [
      ['escalated to', 'passed on to'],
      ['escalate|escalated|escalating', null],
      ['workaround', 'temporary solution'],
      ['workarounds', 'temporary solutions'],
      ['ASAP', 'as soon as possible'],
      ['root cause', 'reason'],
      ['troubleshooting', 'looking for the fault'],
      ['RMA', 'return'],
      ['ETA', 'expected time'],
      ['downtime', 'interruption'],
      ['hotfix(es)', 'correction'],
      ['reboot', 'restart'],
      ['change request', 'change'],
      ['major incident', 'outage'],
      ['post mortem', 'report'],
      ['end user(s)', null],
      ['known error(s)', 'known fault'],
    ],
  },
};

export const defaultInnerWords: DefaultInnerWords[] = (
  [
    ['fr', fr],
    ['en', en],
  ] as const
).flatMap(([locale, kinds]) =>
  Object.entries(kinds).flatMap(([kind, { why, list }]) =>
    list.map(([words, replacement]) => ({ kind, locale, words, replacement, why })),
  ),
);
