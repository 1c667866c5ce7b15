/** The calls about phone menus; the shapes are those of contracts. */
import type {
  CurrentPhoneAnnouncement,
  PhoneMenuList,
  PhoneMenuTrial,
  PhoneMenuVersions,
  PhoneMenuView,
  WritePhoneAnnouncement,
  WritePhoneMenu,
} from '@lib/contracts';
import { request } from './http.js';

const menus = '/api/admin/phone-menus';
const announcement = '/api/admin/phone-announcement';
const of = (menuId: string): string => `${menus}/${encodeURIComponent(menuId)}`;
const seen = (version: number) => ({ 'if-match': String(version) });

export const menuApi = {
  list: (signal: AbortSignal) => request<PhoneMenuList>('GET', menus, { signal }),
  make: (body: WritePhoneMenu) => request<PhoneMenuView>('POST', menus, { body }),
  change: (menuId: string, body: WritePhoneMenu, version: number) =>
    request<PhoneMenuView>('PUT', of(menuId), { body, headers: seen(version) }),
  remove: (menuId: string) => request<null>('DELETE', of(menuId)),
  restore: (menuId: string) => request<PhoneMenuView>('POST', `${of(menuId)}/restore`),
  publish: (menuId: string, reason: string, version: number) =>
    request<PhoneMenuView>('POST', `${of(menuId)}/publish`, { body: { reason }, headers: seen(version) }),
  versions: (menuId: string, signal: AbortSignal) =>
    request<PhoneMenuVersions>('GET', `${of(menuId)}/versions`, { signal }),
  rollBack: (menuId: string, body: { to: number; reason: string }, version: number) =>
    request<PhoneMenuView>('POST', `${of(menuId)}/roll-back`, { body, headers: seen(version) }),
  announcement: (signal: AbortSignal) => request<CurrentPhoneAnnouncement>('GET', announcement, { signal }),
  announce: (body: WritePhoneAnnouncement) =>
    request<CurrentPhoneAnnouncement>('PUT', announcement, { body }),
  silence: () => request<CurrentPhoneAnnouncement>('DELETE', announcement),
  tryOut: (menuId: string, from: string) =>
    request<PhoneMenuTrial>('POST', `${of(menuId)}/try`, { body: { from } }),
};
