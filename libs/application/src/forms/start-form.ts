import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type FormCommand,
  type FormField,
  type FormRefusal,
  formDecider,
  formOf,
  formStream,
  settingDecider,
  settingStream,
  ticketStream,
  toldIn
} from '#domain'
import { type JsonObject, type Outcome, refuse, type SubjectId, type TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

export type StartFormRefusal = FormRefusal | RunnerRefusal | 'form_unknown' | 'nothing_to_ask'

/** Begins to ask a ticket's customer by a form as it stands now; what the ticket's fields hold already is not asked. */
export class StartForm extends Command<Outcome<Done, StartFormRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly form: string,
    readonly subjectId: SubjectId,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(StartForm)
export class StartFormHandler implements ICommandHandler<StartForm> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ ticketId, form, subjectId, context }: StartForm): Promise<Outcome<Done, StartFormRefusal>> {
    const { runner, clock } = this.desk
    const { state, revision: version } = await runner.load(settingDecider, settingStream('form', form))
    if (!state.exists || state.retired) return refuse('form_unknown')
    const fields = await this.#fieldsOf(state.body)
    const frozen = formOf(state.body, id => fields.get(id))
    if (!frozen) return refuse('form_unknown')
    const known = await this.#known(ticketId, frozen.fields)
    const run = { ticketId, form, version, ...frozen, known }
    const at = clock.now()
    const asked = formDecider.evolve(formDecider.initial, { type: 'FormStarted', data: { ...run, at } })
    if (asked.exists && asked.current === undefined) return refuse('nothing_to_ask')
    const command: FormCommand = { type: 'StartForm', ...run, now: at }
    return runner.run(formDecider, formStream(ticketId), command, { ...context, subjectId })
  }

  async #fieldsOf({ fields }: JsonObject): Promise<ReadonlyMap<string, JsonObject>> {
    const found = new Map<string, JsonObject>()
    for (const question of Array.isArray(fields) ? fields : []) {
      const id = String(Object(question)['field'])
      const body = await this.desk.settings.body('ticket_field', id)
      if (body) found.set(id, body)
    }
    return found
  }

  /** A field that a later question depends on is known only where its options stand in the log. */
  async #known(
    ticketId: TicketId,
    fields: readonly FormField[]
  ): Promise<{ [field: string]: readonly string[] }> {
    const held = new Map<string, readonly string[] | null>()
    for await (const recorded of this.desk.log.readStream(ticketStream(ticketId))) {
      const event = toldIn('ticket', recorded)
      if (event?.type !== 'FieldsChanged') continue
      for (const { field, digest, chosen } of event.data.changed)
        if (digest === null) held.delete(field)
        else held.set(field, chosen)
    }
    const decides = new Set(fields.map(one => one.if?.field))
    return Object.fromEntries(
      fields.flatMap(({ field }) => {
        const chosen = held.get(field)
        return chosen === undefined || (chosen === null && decides.has(field)) ? [] : [[field, chosen ?? []]]
      })
    )
  }
}
