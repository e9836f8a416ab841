import type { RequestListener } from 'node:http'
import express, { type NextFunction, type Request, type Response } from 'express'
import { ApiError } from '../api-error.js'
import type { Control } from '../control/control.js'
import { ControlError } from '../control/error.js'
import { controlCalls } from '../control/http-calls.js'
import { isRecord, Params } from '../params.js'
import { onlyText } from '../utf8.js'
import type { Person } from '../world/types.js'
import type { World } from '../world/world.js'
import { events } from './events.js'
import { pageDirectory } from './page-directory.js'
import type { TextSource } from './texts.js'

/** Where somebody of the team gets into the bot's own console. */
export type ConsoleLink = (person: Person) => Promise<string>

export interface SiteParts {
  world: World
  control: Control
  staffGroupId: () => number
  texts: () => TextSource | undefined
  consoleLink: () => ConsoleLink | undefined
}

/** Page and control. Everything but the Bot API itself. */
export function siteOf({ world, control, staffGroupId, texts, consoleLink }: SiteParts): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    response.set({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff'
    })
    next()
  })
  app.get('/sandbox/events', events(world.changes))
  app.get('/sandbox', (_request, response) => {
    const { bot } = world
    response.json({
      bot: { id: bot.id, first_name: bot.first_name, username: bot.username },
      staff_group_id: staffGroupId(),
      now: new Date(world.clock.now()).toISOString(),
      calls: [...controlCalls.keys()]
    })
  })
  app.get('/sandbox/texts', async (_request, response) => {
    const source = texts()
    if (!source) throw new ControlError(404, 'The bot does not tell its texts here')
    response.json({ texts: await source() })
  })
  app.use('/sandbox', express.json({ limit: '1mb', reviver: onlyText }))
  app.post('/sandbox/consoleLink', async (request, response) => {
    const source = consoleLink()
    if (!source) throw new ControlError(404, 'The bot has no console here')
    const id = bodyOf(request).int('user_id')
    const person = control.people().find(each => each.id === id && each.role === 'agent')
    if (!person) throw new ControlError(404, 'There is nobody in the team with this user_id')
    response.json({ url: await source(person) })
  })
  app.all('/sandbox/:call', async (request, response) => {
    const call = controlCalls.get(request.params.call)
    if (!call) throw new ControlError(404, `There is no call ${request.params.call}`)
    if (request.method !== 'GET' && request.method !== 'POST') throw new ControlError(400, 'GET or POST only')
    if (request.method === 'GET' && !call.reads)
      throw new ControlError(400, 'POST only: this changes something')
    if (request.method === 'POST' && !request.is('application/json'))
      throw new ControlError(400, 'The body must be JSON')
    const result = call.prepare(
      request.method === 'GET' ? new Params({ ...request.query }) : bodyOf(request)
    )(control)
    await world.store.committed()
    response.json(result ?? {})
  })
  app.use(express.static(pageDirectory, { index: 'index.html', etag: true, maxAge: 0 }))
  app.use((_request: Request, response: Response) => {
    response.status(404).json({ error: 'There is nothing here' })
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const code = error instanceof ControlError || error instanceof ApiError ? error.code : statusOf(error)
    const message = error instanceof Error ? error.message : String(error)
    if (code >= 500) process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : message}\n`)
    response.status(code).json({ error: message })
  })
  return (request, response) => void app(request, response)
}

/** Nothing at all stands for no parameters. */
function bodyOf(request: Request): Params {
  const body: unknown = request.body ?? {}
  if (!isRecord(body)) throw new ControlError(400, 'The body must be a JSON object')
  return new Params(body)
}

const statusOf = (error: unknown): number =>
  isRecord(error) && typeof error['status'] === 'number' ? error['status'] : 500
