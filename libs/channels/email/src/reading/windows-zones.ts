/** The zone names that Windows programs write into calendar files, as the world's database of zones calls them (CLDR windowsZones). */
const NAMES: Record<string, string> = {
  'Europe/Paris': 'Romance Standard Time',
  'Europe/Berlin': 'W. Europe Standard Time',
  'Europe/Budapest': 'Central Europe Standard Time',
  'Europe/Warsaw': 'Central European Standard Time',
  'Europe/London': 'GMT Standard Time',
  'Atlantic/Reykjavik': 'Greenwich Standard Time',
  'Europe/Kiev': 'FLE Standard Time',
  'Europe/Bucharest': 'GTB Standard Time',
  'Asia/Nicosia': 'E. Europe Standard Time',
  'Europe/Istanbul': 'Turkey Standard Time',
  'Europe/Moscow': 'Russian Standard Time',
  'Europe/Minsk': 'Belarus Standard Time',
  'Europe/Kaliningrad': 'Kaliningrad Standard Time',
  'America/New_York': 'Eastern Standard Time',
  'America/Chicago': 'Central Standard Time',
  'America/Denver': 'Mountain Standard Time',
  'America/Phoenix': 'US Mountain Standard Time',
  'America/Los_Angeles': 'Pacific Standard Time',
  'America/Anchorage': 'Alaskan Standard Time',
  'Pacific/Honolulu': 'Hawaiian Standard Time',
  'America/Halifax': 'Atlantic Standard Time',
  'America/St_Johns': 'Newfoundland Standard Time',
  'America/Regina': 'Canada Central Standard Time',
  'America/Mexico_City': 'Central Standard Time (Mexico)',
  'America/Guatemala': 'Central America Standard Time',
  'America/Bogota': 'SA Pacific Standard Time',
  'America/Caracas': 'Venezuela Standard Time',
  'America/La_Paz': 'SA Western Standard Time',
  'America/Santiago': 'Pacific SA Standard Time',
  'America/Sao_Paulo': 'E. South America Standard Time',
  'America/Buenos_Aires': 'Argentina Standard Time',
  'America/Cayenne': 'SA Eastern Standard Time',
  'America/Montevideo': 'Montevideo Standard Time',
  'Atlantic/Azores': 'Azores Standard Time',
  'Africa/Casablanca': 'Morocco Standard Time',
  'Africa/Lagos': 'W. Central Africa Standard Time',
  'Africa/Cairo': 'Egypt Standard Time',
  'Africa/Johannesburg': 'South Africa Standard Time',
  'Africa/Nairobi': 'E. Africa Standard Time',
  'Africa/Tripoli': 'Libya Standard Time',
  'Asia/Jerusalem': 'Israel Standard Time',
  'Asia/Beirut': 'Middle East Standard Time',
  'Asia/Amman': 'Jordan Standard Time',
  'Asia/Damascus': 'Syria Standard Time',
  'Asia/Baghdad': 'Arabic Standard Time',
  'Asia/Riyadh': 'Arab Standard Time',
  'Asia/Tehran': 'Iran Standard Time',
  'Asia/Dubai': 'Arabian Standard Time',
  'Asia/Baku': 'Azerbaijan Standard Time',
  'Asia/Tbilisi': 'Georgian Standard Time',
  'Asia/Yerevan': 'Caucasus Standard Time',
  'Asia/Kabul': 'Afghanistan Standard Time',
  'Asia/Karachi': 'Pakistan Standard Time',
  'Asia/Tashkent': 'West Asia Standard Time',
  'Asia/Yekaterinburg': 'Ekaterinburg Standard Time',
  'Asia/Calcutta': 'India Standard Time',
  'Asia/Colombo': 'Sri Lanka Standard Time',
  'Asia/Katmandu': 'Nepal Standard Time',
  'Asia/Almaty': 'Central Asia Standard Time',
  'Asia/Dhaka': 'Bangladesh Standard Time',
  'Asia/Rangoon': 'Myanmar Standard Time',
  'Asia/Bangkok': 'SE Asia Standard Time',
  'Asia/Shanghai': 'China Standard Time',
  'Asia/Singapore': 'Singapore Standard Time',
  'Asia/Taipei': 'Taipei Standard Time',
  'Asia/Tokyo': 'Tokyo Standard Time',
  'Asia/Seoul': 'Korea Standard Time',
  'Australia/Perth': 'W. Australia Standard Time',
  'Australia/Adelaide': 'Cen. Australia Standard Time',
  'Australia/Darwin': 'AUS Central Standard Time',
  'Australia/Brisbane': 'E. Australia Standard Time',
  'Australia/Sydney': 'AUS Eastern Standard Time',
  'Australia/Hobart': 'Tasmania Standard Time',
  'Pacific/Guadalcanal': 'Central Pacific Standard Time',
  'Pacific/Auckland': 'New Zealand Standard Time',
  'Pacific/Fiji': 'Fiji Standard Time',
  'Pacific/Tongatapu': 'Tonga Standard Time',
  UTC: 'UTC',
};

const byName = new Map(Object.entries(NAMES).map(([zone, name]) => [name.toLowerCase(), zone]));

/** The zone of a calendar file's name for it, when the world knows it; null for a name of the program's own. */
export function knownZone(name: string): string | null {
  const plain = name.slice(0, 100).trim();
  const windows = byName.get(plain.toLowerCase());
  if (windows) return windows;
  // Some programs put their own address before the name: "/freeassociation.sourceforge.net/Europe/Paris".
  const world = /^(?:\/.{1,60}\/)?([A-Za-z]+(?:\/[\w+-]+){1,2}|UTC|GMT)$/.exec(plain)?.[1];
  if (!world) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: world }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
