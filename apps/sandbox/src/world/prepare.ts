import { randomBytes } from 'node:crypto'
import { createGroup } from '../control/groups.js'
import { createAgent, createCustomer } from '../control/people.js'
import { Docs } from '../docs.js'
import type { Store } from '../store.js'
import { setMember } from './membership.js'
import type { BotAccount } from './types.js'
import type { World } from './world.js'

export interface Prepared {
  staff_group_id: number
}

/** The bot, made once. A token given later must be of the same bot. */
export function botAccount(store: Store, wish: string | undefined): BotAccount {
  const kept = new Docs<BotAccount>(store, 'bot')
  const known = kept.get('bot')
  if (wish !== undefined && !/^\d{1,15}:[A-Za-z0-9_-]+$/.test(wish)) {
    throw new Error('The bot token must look like 123456:ABC-def')
  }
  if (known) {
    if (wish === undefined || wish === known.token) return known
    if (Number(wish.split(':')[0]) !== known.id)
      throw new Error(`The sandbox's state belongs to bot ${known.id}`)
    return kept.set('bot', { ...known, token: wish })
  }
  const token =
    wish ??
    `${7_000_000_000 + (randomBytes(4).readUInt32BE() % 900_000_000)}:AA${randomBytes(25).toString('base64url').slice(0, 33)}`
  return kept.set('bot', {
    id: Number(token.split(':')[0]),
    token,
    first_name: 'Support',
    username: 'sandbox_support_bot'
  })
}

/** What stands there at the first start: a team's group with topics, its people, and a customer. */
export function prepare(world: World): number {
  const kept = new Docs<Prepared>(world.store, 'prepared')
  const known = kept.get('prepared')
  if (known) return known.staff_group_id
  const owner = world.people.set(500_000_001, {
    id: 500_000_001,
    first_name: 'Olga',
    language_code: 'en',
    role: 'agent',
    started: false,
    blocked: false
  })
  const group = createGroup(world, 'Support team', owner.id)
  createAgent(
    world,
    group.id,
    { first_name: 'Anna', username: 'anna_support', language_code: 'en' },
    true,
    setMember
  )
  createAgent(
    world,
    group.id,
    { first_name: 'Ben', username: 'ben_support', language_code: 'en' },
    false,
    setMember
  )
  createCustomer(world, { first_name: 'Carol', last_name: 'Young', username: 'carol', language_code: 'en' })
  world.updates.clear()
  kept.set('prepared', { staff_group_id: group.id })
  return group.id
}

/** The group's id now, when it has moved on. */
export function currentGroup(world: World, id: number): number {
  const group = world.groups.get(id)
  return group?.migrated_to === undefined ? id : currentGroup(world, group.migrated_to)
}
