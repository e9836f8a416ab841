import { answering } from '../child.js'
import { closedLoop, nextCustomers, readsBeside, untilRelayed, untilVisible, withTopics } from './loads.js'
import { MinimalBotApi } from './minimal-bot-api.js'
import { changeTags, openTickets } from './tags.js'
import { Target, type TargetOptions } from './target.js'

/** What the process that makes the load, and plays Telegram, is asked. */
export type LoadQuestion =
  /** Answers the port of the Bot API. */
  | { readonly kind: 'bot-api'; readonly botId: number; readonly groupId: number }
  /** From here on, this desk is meant. */
  | { readonly kind: 'target'; readonly options: TargetOptions }
  | {
      readonly kind: 'closed-loop'
      readonly server: { readonly port: number; readonly path: string; readonly headers: string }
      readonly connections: number
      readonly seconds: number
    }
  | { readonly kind: 'visible'; readonly perSecond: number; readonly seconds: number }
  | { readonly kind: 'reads'; readonly updatesPerSecond: number; readonly seconds: number }
  | { readonly kind: 'topics'; readonly customers: number }
  | { readonly kind: 'tickets'; readonly count: number }
  /** Answers how many events came of it. */
  | { readonly kind: 'tags'; readonly perSecond: number; readonly seconds: number }
  | {
      readonly kind: 'relayed'
      readonly customers: readonly number[]
      readonly perSecond: number
      readonly seconds: number
      readonly patienceMs: number
    }

let botApi: MinimalBotApi | undefined
let target: Target | undefined
let tickets: readonly string[] = []

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('not set up yet')
  return thing
}

answering<LoadQuestion>(async question => {
  switch (question.kind) {
    case 'bot-api':
      botApi = new MinimalBotApi(question.botId, question.groupId)
      return botApi.listen()
    case 'target':
      target?.close()
      target = new Target(question.options)
      return undefined
    case 'closed-loop':
      return closedLoop(question.server, question.connections, question.seconds)
    case 'visible':
      return untilVisible(there(target), question.perSecond, question.seconds)
    case 'reads':
      return readsBeside(there(target), question.updatesPerSecond, question.seconds)
    case 'tickets':
      tickets = await openTickets(there(target), nextCustomers(question.count), question.count)
      return undefined
    case 'tags':
      return changeTags(there(target), tickets, question)
    case 'topics':
      return withTopics(there(target), there(botApi), question.customers)
    case 'relayed':
      return untilRelayed(there(target), there(botApi), question)
  }
})
