import type { BotApi } from './server.js'
import type { Message, User } from './types.js'
import { buttonsOf, commandEntities, textOf } from './world.js'

let nextUser = 880_000_001
let nextPress = 1

function newUser(api: BotApi, person: Partial<User>): User {
  const user = { id: nextUser++, is_bot: false, first_name: 'Somebody', ...person }
  api.world.users.set(user.id, user)
  return user
}

const written = (text: string): Partial<Message> => {
  const entities = commandEntities(text)
  return { text, ...(entities && { entities }) }
}

/** Somebody who writes to the bot in private. */
export class Customer {
  readonly user: User

  constructor(
    private readonly api: BotApi,
    person: Partial<User> = {}
  ) {
    this.user = newUser(api, { first_name: 'Carla', language_code: 'en', ...person })
  }

  says(text: string): Message {
    const { world } = this.api
    const message = world.post(world.chat(this.user.id), this.user, written(text))
    world.tell({ message })
    return message
  }

  sendsPhoto(caption: string): Message {
    const { world } = this.api
    const photo = [{ file_id: 'photo-1', file_unique_id: 'p1', width: 90, height: 90 }]
    const message = world.post(world.chat(this.user.id), this.user, { photo, caption })
    world.tell({ message })
    return message
  }

  edits(message: Message, text: string): void {
    Object.assign(message, written(text), { edit_date: message.date + 1 })
    this.api.world.tell({ edited_message: { ...message } })
  }

  blocks(): void {
    const { world } = this.api
    world.blockedBy.add(this.user.id)
    world.tell({
      my_chat_member: {
        chat: world.chat(this.user.id),
        from: this.user,
        date: Math.floor(Date.now() / 1000),
        old_chat_member: { user: world.bot, status: 'member' },
        new_chat_member: { user: world.bot, status: 'kicked', until_date: 0 }
      }
    })
  }

  /** What the bot wrote, oldest first. */
  get received(): string[] {
    const { world } = this.api
    return world
      .in(this.user.id)
      .filter(({ from }) => from?.id === world.bot.id)
      .map(textOf)
  }
}

/** Somebody of the team. */
export class Colleague {
  readonly user: User

  constructor(
    private readonly api: BotApi,
    person: Partial<User> = {}
  ) {
    this.user = newUser(api, { first_name: 'Anna', ...person })
    api.world.admins.add(this.user.id)
  }

  /** In a topic; without one in General. */
  says(text: string, threadId?: number): Message {
    const { world } = this.api
    const message = world.post(world.group, this.user, written(text), threadId)
    world.tell({ message })
    return message
  }

  /** The button named `button` on `message`; answers the id of the press. */
  presses(message: Message, button: string): string {
    const found = buttonsOf(message).find(({ text }) => text === button)
    if (!found) throw new Error(`there is no button ${button}: ${JSON.stringify(buttonsOf(message))}`)
    const id = `press-${nextPress++}`
    const { world } = this.api
    world.tell({
      callback_query: { id, from: this.user, message, chat_instance: '1', data: found.callback_data }
    })
    return id
  }

  closes(threadId: number): void {
    this.api.world.moveTopic(threadId, true, this.user)
  }

  reopens(threadId: number): void {
    this.api.world.moveTopic(threadId, false, this.user)
  }
}
