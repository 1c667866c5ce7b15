/** The Conferences of the API: look at them, end one, announce something to all in it. */
import type { Conference } from '../conference.js';
import { page } from './paging.js';
import { accountPath, conferenceJson } from './resource-json.js';
import { ok, route, type RestContext } from './rest-request.js';
import { notFound } from './twilio-problem.js';

export const conferenceRoutes = [
  route('GET', /^\/Conferences$/, ({ query }, { exchange, options }) => {
    const conferences = [...exchange.conferences.values()]
      .reverse()
      .filter(({ status }) => query.get('Status') === null || query.get('Status') === status)
      .filter(
        ({ friendlyName }) =>
          query.get('FriendlyName') === null || query.get('FriendlyName') === friendlyName,
      )
      .map(conferenceJson);
    return ok(page('conferences', `${accountPath(options.accountSid)}/Conferences.json`, query, conferences));
  }),
  route('GET', /^\/Conferences\/([^/]+)$/, ({ path }, context, name) =>
    ok(conferenceJson(findConference(context, name, path))),
  ),
  route('POST', /^\/Conferences\/([^/]+)$/, ({ path, form }, context, name) => {
    const conference = findConference(context, name, path);
    const announceUrl = form.url('AnnounceUrl');
    if (form.text('Status') === 'completed') conference.end('conference-ended-via-api', null);
    else if (announceUrl) conference.announce(announceUrl, form.method('AnnounceMethod'));
    return ok(conferenceJson(conference));
  }),
];

/** By sid, or by the name of a conference that has not ended. */
export function findConference({ exchange }: RestContext, name = '', path: string): Conference {
  const conference = exchange.conferences.get(name) ?? exchange.conferenceNamed(name);
  if (!conference) throw notFound(path);
  return conference;
}
