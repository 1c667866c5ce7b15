/** All migrations, oldest first; a room adds its own file and a line here. */
import type { MigrationInterface } from 'typeorm';
import { Bus1800000000100 } from './1800000000100-bus.js';
import { Core1800000000200 } from './1800000000200-core.js';
import { Chat1800000000400 } from './1800000000400-chat.js';
import { Voice1800000000500 } from './1800000000500-voice.js';
import { Email1800000000600 } from './1800000000600-email.js';
import { MailFlags1800000000700 } from './1800000000700-mail-flags.js';
import { Clocks1800000000810 } from './1800000000810-clocks.js';
import { HandOver1800000000820 } from './1800000000820-hand-over.js';
import { Kitchen1800000000830 } from './1800000000830-kitchen.js';
import { RoutingRules1800000000840 } from './1800000000840-routing-rules.js';
import { StandIns1800000000850 } from './1800000000850-stand-ins.js';
import { StepsBeforeTheQueue1800000000851 } from './1800000000851-steps-before-the-queue.js';
import { Relations1800000000860 } from './1800000000860-relations.js';
import { Record1800000000870 } from './1800000000870-record.js';
import { Matter1800000000871 } from './1800000000871-matter.js';
import { Fields1800000000872 } from './1800000000872-fields.js';
import { ListWindows1800000000880 } from './1800000000880-list-windows.js';
import { Search1800000000881 } from './1800000000881-search.js';
import { SavedViews1800000000882 } from './1800000000882-saved-views.js';
import { Promises1800000000890 } from './1800000000890-promises.js';
import { Capacity1800000000900 } from './1800000000900-capacity.js';
import { RoutingRounds1800000000901 } from './1800000000901-routing-rounds.js';
import { Escalation1800000000902 } from './1800000000902-escalation.js';
import { Rules1800000000910 } from './1800000000910-rules.js';
import { RouterLeader1800000000915 } from './1800000000915-router-leader.js';
import { Bulk1800000000920 } from './1800000000920-bulk.js';
import { Met1800000000921 } from './1800000000921-met.js';
import { QueueSettings1800000000925 } from './1800000000925-queue-settings.js';
import { Arrivals1800000000926 } from './1800000000926-arrivals.js';
import { Facts1800000000930 } from './1800000000930-facts.js';
import { Profile1800000000931 } from './1800000000931-profile.js';
import { Tasks1800000000932 } from './1800000000932-tasks.js';
import { Swarm1800000000933 } from './1800000000933-swarm.js';
import { FieldsAtOpening1800000000934 } from './1800000000934-fields-at-opening.js';
import { SearchLanguage1800000000940 } from './1800000000940-search-language.js';
import { LighterOffers1800000000955 } from './1800000000955-lighter-offers.js';
import { Knowledge1800000000960 } from './1800000000960-knowledge.js';
import { SearchArticles1800000000961 } from './1800000000961-search-articles.js';
import { Mailboxes1800000000965 } from './1800000000965-mailboxes.js';
import { StrangerMails1800000000975 } from './1800000000975-stranger-mails.js';
import { Undeliverable1800000000976 } from './1800000000976-undeliverable.js';
import { MailPace1800000000977 } from './1800000000977-mail-pace.js';
import { Drafts1800000000980 } from './1800000000980-drafts.js';
import { FourParts1800000000981 } from './1800000000981-four-parts.js';
import { ScheduledAnswers1800000000982 } from './1800000000982-scheduled-answers.js';
import { ChatPresence1800000000985 } from './1800000000985-chat-presence.js';
import { FailedArrivals1800000000986 } from './1800000000986-failed-arrivals.js';
import { Openings1800000000987 } from './1800000000987-openings.js';
import { TelephoneSetup1800000000988 } from './1800000000988-telephone-setup.js';
import { ArrivalsByOrder1800000001000 } from './1800000001000-arrivals-by-order.js';
import { SearchReadsOnce1800000001001 } from './1800000001001-search-reads-once.js';
import { MailWriting1800000001010 } from './1800000001010-mail-writing.js';
import { SendingDomains1800000001011 } from './1800000001011-sending-domains.js';
import { ReadReceipts1800000001012 } from './1800000001012-read-receipts.js';
import { WelcomeSenders1800000001013 } from './1800000001013-welcome-senders.js';
import { ForwardedMails1800000001014 } from './1800000001014-forwarded-mails.js';
import { Invitations1800000001015 } from './1800000001015-invitations.js';
import { MailEndings1800000001016 } from './1800000001016-mail-endings.js';
import { MailTrust1800000001017 } from './1800000001017-mail-trust.js';
import { MailSpam1800000001018 } from './1800000001018-mail-spam.js';
import { Calls1800000001020 } from './1800000001020-calls.js';
import { CallsOut1800000001021 } from './1800000001021-calls-out.js';
import { PhoneMenus1800000001025 } from './1800000001025-phone-menus.js';
import { Announcements1800000001026 } from './1800000001026-announcements.js';
import { LineWithoutStates1800000001030 } from './1800000001030-line-without-states.js';
import { Reopening1800000001040 } from './1800000001040-reopening.js';
import { MailboxQueue1800000001041 } from './1800000001041-mailbox-queue.js';
import { Quarantine1800000001042 } from './1800000001042-quarantine.js';
import { AppLogins1800000001043 } from './1800000001043-app-logins.js';
import { AttachmentScans1800000001044 } from './1800000001044-attachment-scans.js';
import { Callbacks1800000001045 } from './1800000001045-callbacks.js';
import { Listening1800000001050 } from './1800000001050-listening.js';
import { CallRecordings1800000001055 } from './1800000001055-call-recordings.js';
import { RecordingsShown1800000001056 } from './1800000001056-recordings-shown.js';
import { WrapUps1800000001063 } from './1800000001063-wrap-ups.js';
import { Surveys1800000001064 } from './1800000001064-surveys.js';
import { Playbacks1800000001070 } from './1800000001070-playbacks.js';
import { CallsToQueues1800000001075 } from './1800000001075-calls-to-queues.js';
import { CallQuality1800000001080 } from './1800000001080-call-quality.js';
import { ChatFileScans1800000001085 } from './1800000001085-chat-file-scans.js';
import { SendingKeyChanges1800000001086 } from './1800000001086-sending-key-changes.js';

export const migrations: (new () => MigrationInterface)[] = [
  Bus1800000000100,
  Core1800000000200,
  Chat1800000000400,
  Voice1800000000500,
  Email1800000000600,
  MailFlags1800000000700,
  Clocks1800000000810,
  HandOver1800000000820,
  Kitchen1800000000830,
  RoutingRules1800000000840,
  StandIns1800000000850,
  StepsBeforeTheQueue1800000000851,
  Relations1800000000860,
  Record1800000000870,
  Matter1800000000871,
  Fields1800000000872,
  ListWindows1800000000880,
  Search1800000000881,
  SavedViews1800000000882,
  Promises1800000000890,
  Capacity1800000000900,
  RoutingRounds1800000000901,
  Escalation1800000000902,
  Rules1800000000910,
  RouterLeader1800000000915,
  Bulk1800000000920,
  Met1800000000921,
  QueueSettings1800000000925,
  Arrivals1800000000926,
  Facts1800000000930,
  Profile1800000000931,
  Tasks1800000000932,
  Swarm1800000000933,
  FieldsAtOpening1800000000934,
  SearchLanguage1800000000940,
  LighterOffers1800000000955,
  Knowledge1800000000960,
  SearchArticles1800000000961,
  Mailboxes1800000000965,
  StrangerMails1800000000975,
  Undeliverable1800000000976,
  MailPace1800000000977,
  Drafts1800000000980,
  FourParts1800000000981,
  ScheduledAnswers1800000000982,
  ChatPresence1800000000985,
  FailedArrivals1800000000986,
  Openings1800000000987,
  TelephoneSetup1800000000988,
  ArrivalsByOrder1800000001000,
  SearchReadsOnce1800000001001,
  MailWriting1800000001010,
  SendingDomains1800000001011,
  ReadReceipts1800000001012,
  WelcomeSenders1800000001013,
  ForwardedMails1800000001014,
  Invitations1800000001015,
  MailEndings1800000001016,
  MailTrust1800000001017,
  MailSpam1800000001018,
  Calls1800000001020,
  CallsOut1800000001021,
  PhoneMenus1800000001025,
  Announcements1800000001026,
  LineWithoutStates1800000001030,
  Reopening1800000001040,
  MailboxQueue1800000001041,
  Quarantine1800000001042,
  AppLogins1800000001043,
  AttachmentScans1800000001044,
  Callbacks1800000001045,
  Listening1800000001050,
  CallRecordings1800000001055,
  RecordingsShown1800000001056,
  WrapUps1800000001063,
  Surveys1800000001064,
  Playbacks1800000001070,
  CallsToQueues1800000001075,
  CallQuality1800000001080,
  ChatFileScans1800000001085,
  SendingKeyChanges1800000001086,
];
