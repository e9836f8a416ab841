import type { AlertDetails } from '#domain'
import type { Alerts } from './alert-shape.js'
import { english } from './numbers.js'

const stores: { readonly [name: string]: string } = {
  event_log: 'the event log',
  read_store: 'the read store',
  desk_state: 'the desk state'
}

const waitsFor: { readonly [why: string]: string } = {
  rate_limited: 'Telegram has asked to wait',
  refused: 'Telegram refuses it',
  no_group: 'there is no staff group that can be used',
  uncertain: 'it is not known whether it arrived',
  turn: 'it waits for its turn within Telegram’s limits'
}

const spaced = (value: unknown) => String(value ?? '').replaceAll('_', ' ')
const text = (value: unknown) => String(value ?? 'no reason known')
const what = ({ kind, ticket }: AlertDetails) =>
  `${spaced(kind)}${ticket === null ? '' : ` of ticket ${ticket}`}`

/** Operators read these, too: in logs and in health. */
export const alertsInEnglish: Alerts = {
  store_away: {
    title: store => `${stores[store] ?? store} can not be used`,
    detail: ({ store, why }) => `${store}: ${text(why)}`,
    remedy: 'See that it runs and that its disk has room. The desk goes on by itself when it answers.'
  },
  process_failing: {
    title: process => `${process} does not go on`,
    detail: ({ process, state, why }) => `${process} is in ${state}: ${text(why)}`,
    remedy:
      'Bring back what it names. A process that is stopped goes on after a restart, one that is refused as its reason says.'
  },
  process_stuck: {
    title: process => `${process} is stuck`,
    detail: ({ process, type, position, seconds }) =>
      `${process} has been at ${type} ${position} for ${seconds} s`,
    remedy: 'Note the event and restart that process of the desk: the event is handled again.'
  },
  process_missing: {
    title: lease => `no process runs ${lease}`,
    detail: ({ lease }) => `no process runs ${lease}`,
    remedy: 'Start a process of the desk with the role worker.'
  },
  parked: {
    title: process => `${process} has set events aside`,
    detail: ({ process, parked }) =>
      `${process} has ${parked} parked ${english(Number(parked), 'event', 'events')}`,
    remedy:
      'deskctl parked list and show; after a fix deskctl parked retry, or skip. A view may have to be rebuilt.'
  },
  view_failing: {
    title: view => `the view ${view} does not go on`,
    detail: ({ view, state, why }) => `view ${view} is in ${state}: ${text(why)}`,
    remedy: 'Bring back what it names; a view that is stopped goes on after a restart.'
  },
  view_behind: {
    title: view => `the view ${view} is behind`,
    detail: ({ view, seconds }) => `view ${view} is ${seconds} s behind the log`,
    remedy:
      'It catches up by itself after an upgrade or a rebuild; else look at the load of the read store and its workers.'
  },
  telegram_away: {
    title: () => 'Telegram does not answer',
    detail: ({ why }) => `Telegram does not answer: ${text(why)}`,
    remedy: 'Look at the network and at Telegram’s status. Everything waits, and the desk goes on by itself.'
  },
  sending_refused: {
    title: () => 'Telegram does not accept the bot token',
    detail: ({ code }) =>
      `Telegram answers ${code}, it does not accept the bot token: nothing is sent and nothing comes in`,
    remedy: 'Check the token with @BotFather; set TELEGRAM_BOT_TOKEN and restart the desk.'
  },
  updates_blocked: {
    title: () => 'updates do not come in',
    detail: ({ why }) => `updates do not come in: ${text(why)}`,
    remedy: 'Let no other program use this bot’s token, and no other address be set as its webhook.'
  },
  webhook_errors: {
    title: () => 'Telegram can not deliver updates to the webhook',
    detail: ({ error, at, pending, url, path }) =>
      `Telegram reports of the webhook at ${url}: ${error} (at ${at}; ${pending} updates wait)${path ? `; its address does not end in ${path}, where the desk takes updates` : ''}`,
    remedy:
      'Check TELEGRAM_WEBHOOK_URL (it ends in /telegram/{bot id}/webhook), the proxy before the desk and its certificate, and restart the desk.'
  },
  updates_pending: {
    title: () => 'many updates wait at Telegram',
    detail: ({ pending }) => `${pending} updates wait at Telegram`,
    remedy: 'See that the desk can be reached and its log be written. Telegram keeps updates for 24 hours.'
  },
  updates_lost: {
    title: () => 'updates were lost at Telegram',
    detail: ({ lost }) =>
      `${lost} updates of the last seven days never came: Telegram dropped them, or another program took them`,
    remedy: 'They can not be brought back. Let no other program use this bot’s token.'
  },
  deliveries_pending: {
    title: () => 'many deliveries wait',
    detail: ({ pending }) => `${pending} deliveries wait`,
    remedy: 'Telegram allows about 20 messages a minute in a group: add staff groups that share the load.'
  },
  deliveries_waiting: {
    title: () => 'deliveries wait for longer than 5 minutes',
    detail: details => {
      const until = details['until'] === null ? '' : `, until ${details['until']}`
      const why = waitsFor[String(details['why'])] ?? spaced(details['why'])
      return `${details['waiting']} deliveries have waited for longer than 5 minutes, the oldest (${what(details)}) since ${details['since']}: ${why}${until}`
    },
    remedy: 'deskctl deliveries list shows them. What Telegram asked to wait for goes on by itself.'
  },
  delivery_refused: {
    title: () => 'Telegram refuses a delivery again and again',
    detail: details =>
      `${details['lanes']} deliveries are refused at each try, the longest (${what(details)}) ${details['times']} times since ${details['since']}: ${details['error']}`,
    remedy: 'It is tried again without end. Mend what Telegram names, in the group or in the bot’s rights.'
  },
  leads_refused: {
    title: () => 'the leads’ chat does not get what is told in it',
    detail: ({ chat, code, reason }) =>
      `Telegram did not take the last message for the leads’ chat ${chat}: ${code ?? 'no code'}, ${reason}`,
    remedy:
      'Let the bot into the chat, or give its present id as leads_chat_id of desk/notices. It is over once a message arrives there.'
  },
  webhooks_faulty: {
    title: () => 'webhooks are not sent by a mistake of the desk’s own',
    detail: ({ count, type, reason }) =>
      `${count} were given up, the last one of ${type}: ${reason === 'not_made' ? 'it could not be made' : 'it breaks its own published schema'}`,
    remedy:
      'The output of the desk says what is wrong, DeliveryGivenUp in endpoint-… of which event. Report it; after a new version, replay what was given up.'
  },
  calls_failing: {
    title: () => 'many calls to Telegram fail',
    detail: ({ percent, failed, calls }) =>
      `${percent} % of the calls of the last 24 hours failed: ${failed} of ${calls}`,
    remedy:
      'The metric of failed calls by method and code says which; look at the network and at what is refused.'
  },
  rights_missing: {
    title: () => 'the bot lacks rights in a staff group',
    detail: ({ group, missing }) => `the bot lacks in group ${group}: ${missing}`,
    remedy: 'Make the bot an administrator of the group with these rights. What waits goes on.'
  },
  no_staff_group: {
    title: () => 'there is no staff group',
    detail: () => 'there is no staff group: tickets have no topics',
    remedy:
      'Send /setup CODE in the group, with the code that the start prints, or set TELEGRAM_STAFF_GROUP_ID.'
  },
  audit_stopped: {
    title: () => 'the log is not sealed any more',
    detail: ({ why }) => `the log is not sealed: ${why}`,
    remedy:
      'The desk goes on. Run deskctl verify, compare with a checkpoint from outside (deskctl audit check), and put the right log back, or go on with deskctl audit new-origin.'
  }
}
