import { allRights, join, noRights, setBlocked, setMember } from '../world/membership.js'
import type { Person } from '../world/types.js'
import type { World } from '../world/world.js'
import { must } from './error.js'

export interface NewPerson {
  first_name: string
  last_name?: string | undefined
  username?: string | undefined
  language_code?: string | undefined
}

const firstPersonId = 500_000_000

/** Ids look like Telegram's and grow by uneven steps. */
function nextPersonId(world: World): number {
  const count = world.store.next('people')
  return firstPersonId + count * 7919
}

function create(world: World, wish: NewPerson, role: Person['role']): Person {
  const person: Person = {
    id: nextPersonId(world),
    first_name: wish.first_name,
    ...(wish.last_name && { last_name: wish.last_name }),
    ...(wish.username && { username: wish.username.replace(/^@/, '') }),
    ...(wish.language_code && { language_code: wish.language_code }),
    role,
    started: false,
    blocked: false
  }
  world.people.set(person.id, person)
  world.changes.tell({ type: 'chats' })
  return person
}

export const createCustomer = (world: World, wish: NewPerson): Person => create(world, wish, 'customer')

/** From their next message on the bot sees the new name; nobody is told. */
export function rename(world: World, userId: number, wish: Omit<NewPerson, 'language_code'>): Person {
  const {
    first_name: _,
    last_name: __,
    username: ___,
    ...rest
  } = must(world.people.get(userId), 'such person')
  const person: Person = {
    ...rest,
    first_name: wish.first_name,
    ...(wish.last_name && { last_name: wish.last_name }),
    ...(wish.username && { username: wish.username.replace(/^@/, '') })
  }
  world.people.set(userId, person)
  world.changes.tell({ type: 'chats' })
  return person
}

/** Joins the group: as an administrator with every right, or as an ordinary member. */
export function createAgent(
  world: World,
  chatId: number,
  wish: NewPerson,
  admin: boolean,
  enter: typeof setMember = join
): Person {
  must(world.groups.get(chatId), 'such group')
  const person = create(world, wish, 'agent')
  enter(
    world,
    {
      chat_id: chatId,
      user_id: person.id,
      status: admin ? 'administrator' : 'member',
      rights: admin ? allRights() : noRights()
    },
    person.id
  )
  return person
}

export function block(world: World, userId: number, blocked: boolean): void {
  must(world.people.get(userId), 'such person')
  setBlocked(world, userId, blocked)
}
