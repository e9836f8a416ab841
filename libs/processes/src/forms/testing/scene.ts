import { ActOnForm, ActOnTicket, PublishSetting } from '#application'
import { type FormState, formDecider, formStream, type SettingKindName, type TicketCommand } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type JsonObject, type TicketId } from '#kernel'
import { createIntake } from '../../intake/index.js'
import { openScene, type Scene } from '../../intake/testing/scene.js'
import { createForms } from '../forms.js'

export const shopForm = {
  name: 'Order',
  fields: [
    { field: 'kind', label: { en: 'What is it about?', ru: 'О чём речь?' }, required: true },
    { field: 'order', label: { en: 'Order number?' }, required: true, pattern: '[0-9]{4,8}' },
    { field: 'reason', label: { en: 'Why?' }, if: { field: 'kind', value: 'refund' } }
  ],
  timeout_s: 600,
  finish_text: { en: 'Thank you, Ms Customer.', ru: 'Спасибо.' }
}

const label = (en: string) => ({ en })
const options = [
  { id: 'refund', label: label('A refund') },
  { id: 'other', label: label('Something else') }
]
export const shopFields = {
  kind: { name: 'Kind', type: 'select', options, decides: true },
  order: { name: 'Order', type: 'text' },
  reason: { name: 'Reason', type: 'text' }
}

/** Intake and forms of one desk, as if each update were handled by a process that has just begun. */
export class FormScene {
  #told = 0
  #seen = 0

  private constructor(readonly scene: Scene) {}

  static async open(): Promise<FormScene> {
    const opened = new FormScene(await openScene())
    for (const [id, body] of Object.entries(shopFields)) await opened.publish('ticket_field', id, body)
    await opened.publish('form', 'order', shopForm)
    return opened
  }

  context() {
    return {
      commandId: commandIdFor('form scene', ++this.#told),
      causationId: 'test',
      correlationId: 'test',
      actor: 'process:test' as const
    }
  }

  async publish(kind: SettingKindName, id: string, body: JsonObject): Promise<void> {
    const done = await this.scene.desk.commands.execute(new PublishSetting(kind, id, body, this.context()))
    if (!done.ok) throw new Error(JSON.stringify(done))
  }

  async act(ticketId: TicketId, command: TicketCommand) {
    return this.scene.desk.commands.execute(new ActOnTicket(ticketId, command, this.context()))
  }

  /** The update is handled by a new process, and once more by another. */
  async receive(update: JsonObject & { readonly update_id: number }): Promise<void> {
    const { desk } = this.scene
    const event = await desk.record(update)
    for (let times = 0; times < 2; times++) {
      await createIntake(desk.options).handle(event, {
        signal: new AbortController().signal,
        hold: () => () => {}
      })
      await this.follow()
    }
  }

  /** What the process does with what has happened, each twice. */
  async follow(): Promise<void> {
    const { desk } = this.scene
    for (;;) {
      const events = await desk.events('')
      const news = events.slice(this.#seen)
      if (news.length === 0) return
      this.#seen = events.length
      for (const event of news) {
        for (let times = 0; times < 2; times++) {
          const forms = createForms({ desk: desk.desk, commands: desk.commands })
          if (forms.sequenceOf(event) !== undefined)
            await forms.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
        }
      }
    }
  }

  /** The form is asked for, and its question stands in this message. */
  async begin(ticketId: TicketId, telegramMessageId: number | null, form = 'order'): Promise<void> {
    await this.act(ticketId, { type: 'RequestForm', form })
    await this.follow()
    const now = this.scene.desk.clock.now()
    const show = { type: 'ShowForm', telegramMessageId, now } as const
    await this.scene.desk.commands.execute(new ActOnForm(ticketId, show, this.context()))
  }

  async run(ticketId: TicketId): Promise<FormState> {
    return (await this.scene.desk.desk.runner.load(formDecider, formStream(ticketId))).state
  }

  ticket(): Promise<RecordedEvent[]> {
    return this.scene.since()
  }
}
