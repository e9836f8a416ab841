import { hkdfSync } from 'node:crypto'
import { createLinks } from '#application'
import type { TelegramClient } from '#telegram'
import type { Core } from './core.js'

/** Links to the bot, and what it is called in them. */
export const linksOf = ({ stores, clock }: Core, client: TelegramClient) => ({
  links: createLinks({
    state: stores.state,
    key: Buffer.from(hkdfSync('sha256', stores.masterKey, '', 'links', 32)),
    clock
  }),
  async botName(): Promise<string | undefined> {
    const me = await client.call('getMe', {})
    return me.kind === 'ok' ? me.result.username : undefined
  }
})
