import type { Command } from '@nestjs/cqrs'
import { ActOnForm, ActOnTicket, PublishSetting, RecordDelivery } from '#application'
import type { DeliveryCommand, TicketCommand } from '#domain'
import type { EventLog, NewEvent, RecordedEvent } from '#event-log'
import { commandIdFor, deliveryIdFor, type JsonObject, type TicketId } from '#kernel'
import { type Death, deadlyLog, Killed } from '../../../../../test/support/deadly-log.js'
import { createIntake } from '../../intake/index.js'
import { type MemoryDesk, newOutlives, type Outlives, openMemoryDesk } from '../../intake/testing/desk.js'
import { anna, text, Updates } from '../../intake/testing/updates.js'
import { createForms } from '../forms.js'
import { createFormTimeout } from '../timeout.js'
import { shopFields, shopForm } from './scene.js'

const handling = { signal: new AbortController().signal, hold: () => () => {} }
const question = 200
type Update = JsonObject & { readonly update_id: number }

/** A desk whose process dies where its log says so, and is begun anew each time, by what is in the log. */
export class Life {
  readonly updates = new Updates()
  #handled = 0
  #told = 0

  private constructor(
    private readonly outlives: Outlives,
    private desk: MemoryDesk
  ) {}

  static async begin(outlives: Outlives): Promise<Life> {
    const life = new Life(outlives, await openMemoryDesk(outlives))
    for (const [id, body] of Object.entries(shopFields)) await life.publish('ticket_field', id, body)
    await life.publish('form', 'order', shopForm)
    await life.publish('desk', 'notices', { rating: { comment_below: 3 } })
    return life
  }

  #context() {
    const commandId = commandIdFor('life', ++this.#told)
    return { commandId, causationId: 'test', correlationId: 'test', actor: 'process:test' as const }
  }

  async publish(kind: 'ticket_field' | 'form' | 'desk', id: string, body: JsonObject): Promise<void> {
    await this.executes(new PublishSetting(kind, id, body, this.#context()))
  }

  /** Of somebody who does not die. */
  executes<T>(command: Command<T>): Promise<T> {
    return this.desk.commands.execute(command)
  }

  act(ticketId: TicketId, command: TicketCommand) {
    return this.executes(new ActOnTicket(ticketId, command, this.#context()))
  }

  show(ticketId: TicketId) {
    const show = { type: 'ShowForm', telegramMessageId: question, now: this.outlives.clock.now() } as const
    return this.executes(new ActOnForm(ticketId, show, this.#context()))
  }

  async resolveAndAsk(ticketId: TicketId): Promise<void> {
    const now = this.outlives.clock.now()
    await this.act(ticketId, { type: 'ResolveTicket', cause: 'command', now })
    await this.act(ticketId, { type: 'RequestRating', now })
    const asked = (await this.desk.events('ticket-')).findLast(({ type }) => type === 'RatingRequested')
    if (!asked) throw new Error('not asked')
    const id = deliveryIdFor(asked.id, 'rating')
    const subject = {
      ...{ kind: 'customer_notice' as const, ticketId, conversationId: null, staffGroupId: null },
      ...{ requestStream: asked.stream, requestRevision: asked.revision }
    }
    const attempt: DeliveryCommand = {
      ...{ type: 'AttemptDelivery', subject, part: 0, parts: 1 },
      ...{ method: 'sendMessage', marked: false, threadId: null }
    }
    const ended: DeliveryCommand = {
      ...{ type: 'SucceedDelivery', attempt: 1, part: 0, parts: 1 },
      ...{ telegramMessageIds: [question], threadId: null, acceptedAt: now }
    }
    for (const command of [attempt, ended])
      await this.executes(new RecordDelivery(id, command, this.#context()))
  }

  writes(words: string, id?: number): Promise<void> {
    return this.#receive(this.updates.fromCustomer(anna, text(words), id))
  }

  presses(data: string): Promise<void> {
    return this.#receive(this.updates.pressInPrivate(anna, question, data))
  }

  answersQuestion(words: string): Promise<void> {
    return this.#receive(this.updates.answersBot(anna, question, text(words)))
  }

  async #receive(update: Update): Promise<void> {
    const event = await this.desk.record(update)
    await this.#outliving(() => createIntake(this.desk.options).handle(event, handling))
    await this.follows()
  }

  /** What the process of forms makes of what has happened. */
  async follows(): Promise<void> {
    for (;;) {
      const event = (await this.desk.events(''))[this.#handled]
      if (!event) return
      await this.#outliving(async () => {
        const forms = createForms(this.desk)
        if (forms.sequenceOf(event) !== undefined) await forms.handle(event, handling)
      })
      this.#handled++
    }
  }

  async passMinutes(minutes: number): Promise<void> {
    await this.outlives.clock.advance(minutes * 60_000)
    await this.#outliving(async () => {
      const timeout = createFormTimeout(this.desk)
      const now = this.outlives.clock.now()
      const streams = new Set((await this.desk.events('form-run-')).map(({ stream }) => stream))
      for (const { fire } of await timeout.decide([...streams], now, now))
        await fire({ ...this.#fired(), actor: 'process:timers' })
    })
    await this.follows()
  }

  /** The same whoever fires it. */
  #fired = () => ({ commandId: commandIdFor('life', 'fired'), causationId: 'test', correlationId: 'test' })

  async #outliving(work: () => Promise<void>): Promise<void> {
    for (;;)
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        await this.desk.close()
        this.desk = await openMemoryDesk(this.outlives)
      }
  }

  async ticket(): Promise<TicketId> {
    const opened = (await this.desk.events('ticket-')).findLast(({ type }) => type === 'TicketOpened')
    return opened?.data['ticketId'] as TicketId
  }

  /** What is on record, stream by stream. */
  async record(): Promise<readonly string[]> {
    const said = ({ stream, type, data }: RecordedEvent) => `${stream} ${type} ${JSON.stringify(data)}`
    const all = [...(await this.desk.events('ticket-')), ...(await this.desk.events('form-run-'))]
    return all.map(said)
  }

  close(): Promise<void> {
    return this.desk.close()
  }
}

export const stories: { readonly [name: string]: (life: Life) => Promise<void> } = {
  async 'a form that is answered, with a step back'(life) {
    await life.writes('It is broken')
    const ticketId = await life.ticket()
    const presses = (step: number, what: string) => life.presses(`form:${ticketId}:${step}:${what}`)
    await life.act(ticketId, { type: 'RequestForm', form: 'order' })
    await life.follows()
    await life.show(ticketId)
    await presses(1, 'o1')
    await presses(2, 'b')
    await presses(3, 'o0')
    await life.writes('no number', 209)
    await life.writes('12345', 210)
    await life.writes('It does not fit', 211)
  },
  async 'a form that is left for a person'(life) {
    await life.writes('It is broken')
    const ticketId = await life.ticket()
    await life.act(ticketId, { type: 'RequestForm', form: 'order' })
    await life.follows()
    await life.show(ticketId)
    await life.presses(`form:${ticketId}:1:o0`)
    await life.presses(`form:${ticketId}:2:p`)
    await life.writes('12345', 210)
  },
  async 'a form whose time runs out'(life) {
    await life.writes('It is broken')
    const ticketId = await life.ticket()
    await life.act(ticketId, { type: 'RequestForm', form: 'order' })
    await life.follows()
    await life.show(ticketId)
    await life.presses(`form:${ticketId}:1:o0`)
    await life.passMinutes(60)
    await life.writes('12345', 210)
  },
  async 'a rating, changed, with a comment'(life) {
    await life.writes('It is broken')
    const ticketId = await life.ticket()
    await life.resolveAndAsk(ticketId)
    await life.presses(`rate:${ticketId}:1:5`)
    await life.presses(`rate:${ticketId}:1:2`)
    await life.presses(`rate:${ticketId}:1:2`)
    await life.answersQuestion('Took a while')
  }
}

/** What happens in the desk, but at the door. */
const isOfDesk = ({ meta }: NewEvent, stream: string) =>
  meta.actor !== 'process:test' && !stream.startsWith('inbox-')

/** What is on record in the end, and how often somebody could have died. */
export async function lived(
  story: (life: Life) => Promise<void>,
  log: EventLog,
  vault: Outlives['vault'],
  deaths: readonly Death[]
): Promise<{ readonly record: readonly string[]; readonly appends: number }> {
  const mortal = deadlyLog(log, deaths, isOfDesk)
  const life = await Life.begin({ ...newOutlives(), log: mortal.log, vault })
  await story(life)
  const record = await life.record()
  await life.close()
  return { record, appends: mortal.appends() }
}
