/** What is written on a ticket, from the console and by keyboard: plan, priority by hand, a macro, the settings; axe on each screen. */
import { jest } from '@jest/globals';
import type { CustomerPlan, Macro, Ticket, TicketRecord } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { openConsole, scan, types, written } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let api: ApiClient;
let ticket: Ticket;
let lea: Page;
let ada: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  api = await ApiClient.logIn(app.url, 'lea');
  const { body } = await api.post<Ticket>('/api/tickets', {
    subject: 'Charged twice',
    customer: { name: 'Sophie Marchand', email: 'sophie@example.org' },
  });
  ticket = body;
  await api.post<Macro>('/api/macros', {
    name: 'Doublon confirmé',
    texts: {
      fr: 'Bonjour {{customer.first-name}}, votre demande {{ticket.number}} est chez {{owner.name}}.',
    },
    set: { type: 'incident', addTags: ['doublon'] },
  });
  [lea, ada] = await Promise.all([logIn('lea', 'fr'), logIn('ada', 'en')]);
  await lea.goto(`${app.url}/work/${ticket.number}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('a step is planned in two wordings; the customer’s is checked, ticked off and undone', async () => {
  const card = lea.getByTestId('plan-card');
  await card.getByText('Pas encore d’étape.').waitFor();
  await card.getByTestId('plan-add').focus();
  await lea.keyboard.press('Enter');
  await types(lea, 'Demander la trace au N2');
  await lea.keyboard.press('Tab');
  await lea.keyboard.type('Je transmets à l’équipe Facturation.');
  await card.getByTestId('step-save').focus();
  await lea.keyboard.press('Enter');
  await card.getByTestId('step-refused').waitFor();
  await scan(lea);
  await card.getByTestId('step-customer').fill('Nous vérifions avec votre banque.');
  await card.getByTestId('step-save').focus();
  await lea.keyboard.press('Enter');
  const step = card.getByTestId('plan-step');
  await step.getByText('Le client lit : Nous vérifions avec votre banque.').waitFor();
  await step.getByTestId('plan-tick').focus();
  await lea.keyboard.press('Space');
  await lea.locator('[data-testid=plan-step][data-state=done]').waitFor();
  const { body } = await api.get<CustomerPlan>(`/api/tickets/${ticket.id}/plan?audience=customer`);
  expect(body.steps).toEqual([{ text: 'Nous vérifions avec votre banque.', state: 'done', dueAt: null }]);
  await lea.getByRole('button', { name: 'Annuler' }).last().click();
  await lea.locator('[data-testid=plan-step][data-state=planned]').waitFor();
  await scan(lea);
});

test('a priority by hand asks why, shows why, and goes back to the table', async () => {
  await lea.getByTestId('facts-impact').selectOption('high');
  await lea.locator('[data-testid=facts-priority][data-priority=high]').waitFor();
  await lea.getByTestId('facts-override').focus();
  await lea.keyboard.press('Enter');
  await lea.getByTestId('facts-priority-pick').selectOption('low');
  await lea.getByTestId('facts-reason').press('Enter');
  await lea.getByText('Dites pourquoi, en quelques mots.').waitFor();
  await scan(lea);
  await lea.getByTestId('facts-reason').fill('Elle a le temps');
  await lea.keyboard.press('Enter');
  await lea.getByText('choisie à la main : Elle a le temps').waitFor();
  await lea.getByTestId('facts-lift').focus();
  await lea.keyboard.press('Enter');
  await lea.locator('[data-testid=facts-priority][data-priority=high]').waitFor();
});

test('a slash in the empty reply finds a macro; Enter fills the reply and changes the ticket, one press undoes it', async () => {
  await lea.getByTestId('composer-text').focus();
  await lea.keyboard.press('/');
  await lea.getByTestId('macro-preview').getByText('Bonjour Sophie').waitFor();
  await lea.keyboard.type('doublon');
  await scan(lea);
  await lea.keyboard.press('Enter');
  await lea.getByTestId('macro-picker').waitFor({ state: 'detached' });
  await eventually('the reply is filled in', async () =>
    (await written(lea)).startsWith(`Bonjour Sophie, votre demande ${ticket.number} est chez Léa Martin.`),
  );
  await lea.getByTestId('tag').getByText('doublon').waitFor();
  await eventually(
    'the type is pushed',
    async () => (await lea.getByTestId('facts-type').inputValue()) === 'incident',
  );
  await lea.getByRole('button', { name: 'Annuler' }).last().click();
  await eventually('the tag is gone', async () => {
    const { body } = await api.get<TicketRecord>(`/api/tickets/${ticket.id}/record`);
    return body.tags.length === 0;
  });
  await eventually(
    'the type is back',
    async () => (await lea.getByTestId('facts-type').inputValue()) === 'question',
  );
});

test('an admin edits the priority table, and an open ticket follows on the screen of who looks at it', async () => {
  await ada.goto(`${app.url}/settings/priorities`);
  await ada.getByTestId('cell-high-medium').selectOption('urgent');
  await ada.getByTestId('priorities-save').focus();
  await ada.keyboard.press('Enter');
  await lea.locator('[data-testid=facts-priority][data-priority=urgent]').waitFor();
  await scan(ada);
});

test('a macro with an unknown variable is not saved and says which', async () => {
  await ada.goto(`${app.url}/settings/macros`);
  await ada.getByTestId('macro-new').focus();
  await ada.keyboard.press('Enter');
  await types(ada, 'Hello');
  await ada.getByTestId('macro-text-en').fill('Hello {{note.text}}');
  await ada.getByTestId('macro-save').focus();
  await ada.keyboard.press('Enter');
  await ada.getByTestId('macro-fault').getByText('Unknown variable: note.text').waitFor();
  await scan(ada);
  await ada.getByTestId('macro-text-en').fill('Hello {{customer.first-name}}');
  await ada.getByTestId('macro-shared').check();
  await ada.getByTestId('macro-save').click();
  await ada.getByTestId('macro-row').getByText('Hello', { exact: true }).waitFor();
  await scan(ada);
});

test('what was understood stands on top, is read back and confirmed; what is behind it stays among us', async () => {
  await lea.getByTestId('understood-write').focus();
  await lea.keyboard.press('Enter');
  await types(lea, 'Votre carte a été débitée deux fois.');
  await lea.getByTestId('understood-save').focus();
  await lea.keyboard.press('Enter');
  await lea.locator('[data-testid=understood][data-state=written]').waitFor();
  await lea.getByTestId('understood-read-back').focus();
  await lea.keyboard.press('Enter');
  await lea.locator('[data-testid=understood][data-state=read-back]').waitFor();
  await lea.getByTestId('timeline').getByText('Est-ce bien cela ?').waitFor();
  await lea.getByTestId('behind-edit').focus();
  await lea.keyboard.press('Enter');
  await types(lea, 'Elle a peur pour son loyer');
  await lea.getByTestId('behind-save').focus();
  await lea.keyboard.press('Enter');
  await lea.getByTestId('behind').getByText('Elle a peur pour son loyer').waitFor();
  await scan(lea);
  await lea.getByTestId('understood-right').focus();
  await lea.keyboard.press('Enter');
  await lea.locator('[data-testid=understood][data-state=confirmed]').waitFor();
});

test('what was told and tried is noted in one line each, counted when it is said again, and undone', async () => {
  const card = lea.getByTestId('brief-card');
  await card.getByTestId('fact-text').focus();
  await lea.keyboard.type('Carte bleue, débitée le 3');
  await lea.keyboard.press('Enter');
  const told = card.getByTestId('told').getByTestId('fact');
  await told.getByText('Carte bleue, débitée le 3').waitFor();
  await told.getByTestId('fact-again').focus();
  await lea.keyboard.press('Enter');
  await told.getByTestId('fact-repeats').getByText('redit 1 fois').waitFor();
  await card.getByTestId('contacts').getByText('redit 1 fois').waitFor();
  await card.getByTestId('fact-kind').selectOption('tried');
  await card.getByTestId('fact-text').focus();
  await lea.keyboard.type('Annuler le second paiement');
  await lea.keyboard.press('Enter');
  await card.getByTestId('tried').getByTestId('fact-outcome').selectOption('helped');
  await scan(lea);
  await told.getByTestId('fact-remove').focus();
  await lea.keyboard.press('Enter');
  await told.waitFor({ state: 'detached' });
  await lea.getByRole('button', { name: 'Annuler' }).last().click();
  await told.waitFor();
});

test('an admin writes a question set, adds a field and demands a cause; all are on the ticket at once', async () => {
  await ada.goto(`${app.url}/settings/checklists`);
  await ada.getByTestId('checklist-new').click();
  await ada.getByTestId('checklist-name').fill('Doublon');
  await ada.getByTestId('checklist-items').fill('Quelle carte ?\nQuel jour ?');
  await scan(ada);
  await ada.getByTestId('checklist-save').click();
  await ada.getByTestId('checklist-row').getByText('Doublon').waitFor();
  await ada.goto(`${app.url}/settings/fields`);
  await ada.getByTestId('field-new').click();
  await ada.getByTestId('field-fr').fill('Modèle');
  await ada.getByTestId('field-en').fill('Model');
  await scan(ada);
  await ada.getByTestId('field-save').click();
  await ada.getByTestId('field-row').getByText('Model').waitFor();
  await ada.goto(`${app.url}/settings/resolving`);
  await ada.getByTestId('cause-required').check();
  await scan(ada);
  await ada.getByTestId('resolving-save').click();
  await ada.getByText('Settings saved').waitFor();

  await lea.reload();
  await lea.getByLabel('Modèle').fill('VX-3');
  await lea.keyboard.press('Enter');
  await eventually('the field is kept', async () => {
    const { body } = await api.get<TicketRecord>(`/api/tickets/${ticket.id}/record`);
    return Object.values(body.fields).includes('VX-3');
  });
  await lea.getByTestId('checklist-use').selectOption({ label: 'Doublon' });
  await lea.getByTestId('checklist-tick').first().focus();
  await lea.keyboard.press('Space');
  await lea.getByTestId('checklist-item').first().getByText('Léa Martin').waitFor();
  await lea.getByTestId('checklist-answer').first().fill('La bleue');
  await lea.keyboard.press('Enter');
  await lea.getByTestId('told').getByText('La bleue').waitFor();
  await lea.getByTestId('timeline').focus();
  await lea.keyboard.press('e');
  await lea.getByTestId('resolve-cause').waitFor();
  await lea.getByTestId('resolve-submit').focus();
  await lea.keyboard.press('Enter');
  await lea.getByText('Choisissez une cause.').waitFor();
  await scan(lea);
  await lea.getByTestId('resolve-cause').selectOption({ label: 'Erreur de notre côté' });
  await lea.getByTestId('resolve-submit').focus();
  await lea.keyboard.press('Enter');
  await lea.locator('[data-testid=ticket-status][data-status=resolved]').waitFor();
  await lea.getByTestId('cause').getByText('Erreur de notre côté').waitFor();
  await lea.getByTestId('works-yes').focus();
  await lea.keyboard.press('Enter');
  await lea.getByTestId('confirmation').getByText('Le client a confirmé').waitFor();
  await scan(lea);
});

test('a ticket is opened by keyboard, and not without the field that its type needs', async () => {
  await ada.goto(`${app.url}/settings/fields`);
  await ada.getByTestId('field-new').click();
  await ada.getByTestId('field-fr').fill('Contrat');
  await ada.getByTestId('field-en').fill('Contract');
  await ada.getByTestId('field-required-to-open').check();
  await ada.getByTestId('field-save').click();
  await ada.getByTestId('field-row').getByText('Contract').waitFor();
  await lea.reload();
  await lea.getByTestId('new-ticket').focus();
  await lea.keyboard.press('Enter');
  await lea.getByTestId('new-ticket-subject').fill('Le moteur s’arrête');
  await lea.getByTestId('new-ticket-email').fill('paul@example.org');
  await lea.keyboard.press('Enter');
  await lea.getByTestId('new-ticket-fault').waitFor();
  await scan(lea);
  await lea.getByLabel('Contrat (à remplir)').fill('C-12');
  await lea.keyboard.press('Enter');
  await lea.getByTestId('new-ticket-dialog').waitFor({ state: 'detached' });
  await lea.getByRole('heading', { name: 'Le moteur s’arrête' }).waitFor();
  await eventually(
    'the field is kept',
    async () => (await lea.getByLabel('Contrat').inputValue()) === 'C-12',
  );
});

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
