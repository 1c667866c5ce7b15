/** What can be set in this house, in the order it is shown; each section is loaded when somebody opens it. */
import type { ComponentType } from 'react';
import { lazyRouteComponent } from '@tanstack/react-router';
import type { MeView } from '@lib/contracts';
import type { MessageId } from '@lib/design';

export interface SettingsSection {
  /** Its place in the address: `/settings/<id>`. */
  id: string;
  /** Key of its name in the catalogues. */
  title: MessageId;
  roles: readonly MeView['role'][];
  /** `lazyRouteComponent(() => import(…), '…')` */
  Page: ComponentType<{ me: MeView }>;
}

const SECTIONS: readonly SettingsSection[] = [
  {
    id: 'queues',
    title: 'queues.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../queue-settings/queues-page.js'), 'QueuesPage'),
  },
  {
    id: 'people',
    title: 'people.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../people-settings/people-page.js'), 'PeoplePage'),
  },
  {
    id: 'mailboxes',
    title: 'mailboxes.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../mailbox-settings/mailboxes-page.js'), 'MailboxesPage'),
  },
  {
    id: 'sending-domains',
    title: 'domains.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../sending-domains/domains-page.js'), 'DomainsPage'),
  },
  {
    id: 'telephone',
    title: 'telephone.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../telephone/telephone-page.js'), 'TelephonePage'),
  },
  {
    id: 'phone-menus',
    title: 'menus.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../phone-menus/menus-page.js'), 'MenusPage'),
  },
  {
    id: 'recordings',
    title: 'recordings.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../recordings/recordings-page.js'), 'RecordingsPage'),
  },
  {
    id: 'calendars',
    title: 'calendar.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../time-settings/calendar-settings.js'), 'CalendarSettings'),
  },
  {
    id: 'policies',
    title: 'policy.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../time-settings/policy-settings.js'), 'PolicySettings'),
  },
  {
    id: 'promises',
    title: 'time-settings.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../time-settings/promise-settings.js'), 'PromiseSettings'),
  },
  {
    id: 'inner-words',
    title: 'inner-words.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../inner-words/inner-words-settings.js'), 'InnerWordsSettings'),
  },
  {
    id: 'macros',
    title: 'macro.settings',
    roles: ['agent', 'supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../record/macros-page.js'), 'MacrosPage'),
  },
  {
    id: 'checklists',
    title: 'checklist.settings',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../record/checklists-page.js'), 'ChecklistsPage'),
  },
  {
    id: 'fields',
    title: 'fields.settings',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../record/fields-page.js'), 'FieldsPage'),
  },
  {
    id: 'resolving',
    title: 'resolving.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../record/resolving-page.js'), 'ResolvingPage'),
  },
  {
    id: 'rules',
    title: 'rules.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../rules/rules-page.js'), 'RulesPage'),
  },
  {
    id: 'mail-guard',
    title: 'mail-guard.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../mail-guard/mail-guard-page.js'), 'MailGuardPage'),
  },
  {
    id: 'quarantine',
    title: 'quarantine.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../quarantine/quarantine-page.js'), 'QuarantinePage'),
  },
  {
    id: 'undeliverable',
    title: 'undeliverable.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../mail/undeliverable-page.js'), 'UndeliverablePage'),
  },
  {
    id: 'priorities',
    title: 'priorities.title',
    roles: ['supervisor', 'admin'],
    Page: lazyRouteComponent(() => import('../record/priority-table-page.js'), 'PriorityTablePage'),
  },
  {
    id: 'parked',
    title: 'parked.title',
    roles: ['admin'],
    Page: lazyRouteComponent(() => import('../parked/parked-page.js'), 'ParkedPage'),
  },
];

export const isSection = (id: string): boolean => SECTIONS.some((section) => section.id === id);

export function sectionsFor(me: MeView): SettingsSection[] {
  return SECTIONS.filter((section) => section.roles.includes(me.role));
}
