import type { Changes } from '../changes.js'
import type { Docs } from '../docs.js'
import type { Store } from '../store.js'
import type { MovableClock, Timers } from '../time.js'
import type { UpdateQueue } from '../updates/update-queue.js'
import type { Callbacks } from './callbacks.js'
import type { Files } from './files.js'
import type { InlineQueries } from './inline.js'
import type { MessageTable } from './message-table.js'
import type { BotAccount, Group, Member, Person, Topic } from './types.js'

/** What the bot set about its updates; shared by webhook and long polling. */
export interface UpdateSettings {
  url: string
  secret_token?: string
  max_connections: number
  /** Absent: Telegram's default. */
  allowed_updates?: string[]
  ip_address?: string
  has_custom_certificate: boolean
  last_error_date?: number
  last_error_message?: string
}

/** Everything there is in one sandbox. Functions in this folder change it and tell the bot by updates. */
export interface World {
  clock: MovableClock
  timers: Timers
  store: Store
  changes: Changes
  bot: BotAccount
  people: Docs<Person>
  groups: Docs<Group>
  members: Docs<Member>
  topics: Docs<Topic>
  settings: Docs<UpdateSettings>
  commands: Docs<{ command: string; description: string }[]>
  messages: MessageTable
  updates: UpdateQueue
  callbacks: Callbacks
  inline: InlineQueries
  files: Files
}

export const updateSettings = (world: World): UpdateSettings =>
  world.settings.get('updates') ?? { url: '', max_connections: 40, has_custom_certificate: false }
