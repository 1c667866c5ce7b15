/** What is lacking before a ticket can be opened: a subject, a way to find the customer, the fields its type needs. Pure. */
import { misfit, type Field, type FieldValues, type TicketType } from '@lib/contracts';

export interface Opening {
  subject: string;
  type: TicketType;
  name: string;
  email: string;
  phone: string;
  fields: FieldValues;
}

export function fieldsFor(fields: readonly Field[], type: TicketType): Field[] {
  return fields.filter((one) => one.requiredToOpen && (one.types.length === 0 || one.types.includes(type)));
}

/** `subject`, `customer`, and the ids of fields without a value that fits. */
export function lackingIn(opening: Opening, fields: readonly Field[]): string[] {
  const { subject, name, email, phone } = opening;
  const lacking = fieldsFor(fields, opening.type).filter((field) => {
    const value = opening.fields[field.id];
    return value === undefined || misfit(field, value) !== null;
  });
  return [
    ...(subject.trim() === '' ? ['subject'] : []),
    ...([name, email, phone].every((one) => one.trim() === '') ? ['customer'] : []),
    ...lacking.map(({ id }) => id),
  ];
}

/** Only what was filled in, and only fields that this type needs. */
export function requestOf(opening: Opening, note: string, fields: readonly Field[]) {
  const { subject, type, name, email, phone } = opening;
  const said = Object.entries({ name, email, phone }).filter(([, text]) => text.trim() !== '');
  const wanted = new Set(fieldsFor(fields, type).map(({ id }) => id));
  return {
    subject: subject.trim(),
    type,
    customer: Object.fromEntries(said.map(([key, text]) => [key, text.trim()])),
    fields: Object.fromEntries(Object.entries(opening.fields).filter(([id]) => wanted.has(id))),
    ...(note.trim() !== '' && { note: note.trim() }),
  };
}
