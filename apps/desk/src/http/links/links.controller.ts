import { Inject, Post } from '@nestjs/common'
import { readFieldValue, type TicketField, ticketFieldOf } from '#domain'
import { isSlug, type Json, type JsonObject } from '#kernel'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { anyObject, optional, parseBody, parsed } from '../input/body.js'
import { queueId } from '../input/ids.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { type BodyError, invalidBody, Problem } from '../problems/problem.js'

const mostFields = 20
const wanted = {
  queue_id: optional(queueId),
  form_id: optional(parsed(given => (isSlug(given) ? given : undefined), 'must be the id of a form')),
  fields: optional(anyObject)
}

/** Links to the bot that choose the queue, the form and fields of the ticket that their follower opens. */
@ApiController('admin/links')
export class LinksController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  @Scope('admin')
  @Post()
  async make(@TheCall() call: Call): Promise<Answer> {
    const { queue_id, form_id, fields: given = {} } = parseBody(call.body, wanted)
    const { settings, links, botName } = this.deps
    const errors: BodyError[] = []
    if (queue_id !== undefined && !(await settings.queueExists(queue_id)))
      errors.push({ pointer: '/queue_id', code: 'unknown', message: 'is no queue' })
    if (form_id !== undefined && !(await settings.body('form', form_id)))
      errors.push({ pointer: '/form_id', code: 'unknown', message: 'is no form in force' })
    const { values, wrong } = await this.#valuesOf(given)
    errors.push(...wrong)
    if (errors.length > 0) throw invalidBody(errors)
    const name = await botName()
    if (name === undefined)
      throw new Problem(503, 'unavailable', 'Telegram has not said yet what the bot is called', {
        headers: { 'Retry-After': '5' }
      })
    const payload = await links.make({ queueId: queue_id ?? null, form: form_id ?? null, fields: values })
    return { status: 201, headers: {}, body: { payload, url: `https://t.me/${name}?start=${payload}` } }
  }

  async #valuesOf(given: JsonObject) {
    const values: { [field: string]: Json } = {}
    const wrong: BodyError[] = []
    const entries = Object.entries(given)
    if (entries.length > mostFields)
      return {
        values,
        wrong: [{ pointer: '/fields', code: 'too_many', message: `must be at most ${mostFields}` }]
      }
    for (const [id, value = null] of entries) {
      const pointer = `/fields/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const body = isSlug(id) ? await this.deps.settings.body('ticket_field', id) : undefined
      const field = body && ticketFieldOf(id, body)
      if (!field || field.type === 'file')
        wrong.push({ pointer, code: 'unknown', message: 'is no ticket field that a link can fill' })
      else {
        const typed = typedFor(field, value)
        const read = readFieldValue(field, typed, pointer)
        if (Array.isArray(read)) wrong.push(...read)
        else values[id] = typed
      }
    }
    return { values, wrong }
  }
}

/** What somebody wrote on a command line, as its field holds it. */
function typedFor({ type }: TicketField, value: Json): Json {
  if (typeof value !== 'string') return value
  switch (type) {
    case 'number':
      return value.trim() === '' ? value : Number(value)
    case 'yes_no':
      return value === 'yes' || value === 'true' ? true : value === 'no' || value === 'false' ? false : value
    case 'multi_select':
      return value.split(',')
    default:
      return value
  }
}
