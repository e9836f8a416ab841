import {
  type EscalationPersonal,
  type FilledTemplate,
  fileOfTemplate,
  type MessagePersonal
} from '#application'
import { priorities, seesQueue, type TemplateMedia, type TicketCommand, ticketStatuses } from '#domain'
import { type AgentId, type Instant, isJsonObject, isSlug, messageIdFor, messageIdText } from '#kernel'
import { conceal } from '#privacy'
import type { Call } from '../api/call.js'
import { articleIn, articleLinkSchema, type FindArticle } from '../articles/article-link.js'
import { actingAgent } from '../auth/acting-agent.js'
import type { GivenFile } from '../files/given-file.js'
import { givenFile } from '../files/given-file-field.js'
import { choice, listOf, optional, parseBody, parsed, required, text } from '../input/body.js'
import { agentId as anAgent, queueId, teamId } from '../input/ids.js'
import { id, input, oneOf, slug, text as string, tags, written } from '../openapi/schema-parts.js'
import type { Schema } from '../openapi/types.js'
import { invalidBody } from '../problems/problem.js'
import { sendable } from '../templates/reply-by-template.js'
import { assignmentIn, assignmentSchema } from './assignment.js'
import type { Asked } from './ticket-command.js'

/** A command on a ticket: its route below the ticket, its operation in OpenAPI, and how its body is read. */
export interface TicketCall {
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly status: 200 | 201 | 202
  readonly answer: 'CommandAnswer' | 'WrittenAnswer'
  readonly body: { readonly name: string; readonly schema: Schema }
  /** What it takes as `multipart/form-data` beside that. */
  readonly form?: { readonly name: string; readonly schema: Schema }
  /** @throws Problem 403, 422 */
  readonly ask: (call: Call, now: Instant, fill: Fill, find: FindArticle) => Asked | Promise<Asked>
}

/** A template, filled in for the ticket that is asked about. */
export type Fill = (templateId: string, agentId: AgentId | undefined) => Promise<FilledTemplate | undefined>

const maxReason = 1000
/** Long replies are sent in parts. */
const maxText = 32_768
/** What becomes a tag may be longer than it. */
const tagText = /^[\s\S]{0,1000}$/
const tagList = listOf(tagText, 50, 'tags')
const message = { text: required(text(maxText)), agent_id: optional(anAgent) }
const withFile = {
  text: optional(text(maxText)),
  agent_id: optional(anAgent),
  file: required(givenFile)
}
const formSchema: Schema = {
  ...input([], { file: { type: 'string', format: 'binary' }, text: written, agent_id: id('agt') }),
  anyOf: [{ required: ['file'] }, { required: ['text'] }]
}
const messageSchema = input(['text'], { text: written, agent_id: id('agt') })
const byTemplate = {
  text: optional(text(maxText)),
  template_id: required(parsed(given => (isSlug(given) ? given : undefined), 'must be the id of a template')),
  agent_id: optional(anAgent)
}
const replySchema: Schema = {
  ...input([], { text: written, template_id: slug, agent_id: id('agt') }),
  oneOf: [{ required: ['text'] }, { required: ['template_id'] }]
}

/** Every command on a ticket. Routes, OpenAPI and what each needs follow from this. */
export const ticketCalls: readonly TicketCall[] = [
  {
    path: 'replies',
    id: 'requestReply',
    summary:
      'Sends a reply to the customer: a text, or what a template says; as `multipart/form-data` also a file, which comes as it is (50 MB, else 413), with the text below it or, over 1,024 characters, behind it.',
    status: 202,
    answer: 'WrittenAnswer',
    body: { name: 'Reply', schema: replySchema },
    form: { name: 'ReplyForm', schema: formSchema },
    async ask(call, now, fill) {
      const { said, template, file } = await replyIn(call, fill)
      const entities = template?.entities ?? null
      const { messageId, common } = messageOf(call, said, now, entities, file, template?.media)
      const command = {
        ...{ type: 'RequestReply' as const, ...common, mediaGroup: null, now },
        ...(template && { template: { id: template.id, version: template.version } })
      }
      return { command, members: { message_id: messageIdText(messageId) }, file }
    }
  },
  {
    path: 'notes',
    id: 'addNote',
    summary: 'Writes a note to colleagues.',
    status: 201,
    answer: 'WrittenAnswer',
    body: { name: 'Note', schema: messageSchema },
    ask(call, now) {
      const { messageId, common } = messageOf(call, parseBody(call.body, message), now)
      return {
        command: { type: 'AddNote' as const, ...common },
        members: { message_id: messageIdText(messageId) }
      }
    }
  },
  {
    path: 'article-links',
    id: 'linkArticle',
    summary:
      'Notes that an article is about what the ticket is about; with `send` also sends its title, summary and address to the customer, as the reply of the agent or, without `agent_id`, of the API. 409 `article_for_agents` where it is never sent.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'ArticleLink', schema: articleLinkSchema },
    async ask(call, now, _, find) {
      const { article, said, agent_id } = await articleIn(call.body, find)
      if (!said) return asked({ type: 'LinkArticle', article })
      const { common } = messageOf(call, { text: said.text, agent_id }, now, said.entities)
      return asked({ type: 'RequestReply', ...common, mediaGroup: null, now, article })
    }
  },
  {
    path: 'rating-requests',
    id: 'requestRating',
    summary:
      'Asks the customer how it went, with five buttons: once for each time that the ticket is resolved, while it is. 409 `not_resolved` else.',
    status: 202,
    answer: 'CommandAnswer',
    body: { name: 'RatingRequest', schema: input([], {}) },
    ask({ body }, now) {
      parseBody(body ?? {}, {})
      return asked({ type: 'RequestRating', now })
    }
  },
  {
    path: 'assignments',
    id: 'assignTicket',
    summary: 'Gives the ticket to an agent, to a team, or to nobody.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'Assignment', schema: assignmentSchema },
    ask: ({ body, principal }) => ({ command: assignmentIn(body, actingAgent(principal, undefined)) })
  },
  {
    path: 'escalations',
    id: 'escalateTicket',
    summary:
      'Hands the ticket up to a team, which becomes its team. Nothing happens while it stands there and nobody has taken note.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'Escalation', schema: input(['team_id'], { team_id: slug, reason: written }) },
    ask({ body }, now) {
      const { team_id, reason } = parseBody(body, {
        team_id: required(teamId),
        reason: optional(text(maxReason))
      })
      const how = { reassign: false, raisePriorityTo: null, rule: null, levels: new Map() }
      const personal = reason !== undefined && { personal: conceal({ reason } satisfies EscalationPersonal) }
      return asked({ type: 'EscalateTicket', teamId: team_id, ...how, now, ...personal })
    }
  },
  {
    path: 'acknowledgements',
    id: 'acknowledgeEscalation',
    summary:
      'Takes note of an escalation: as the agent, who must be of the team it went to (of the team that has the ticket, where only a ladder of rules has begun) or a lead, or as the key. Stops every ladder of the ticket. 409 `not_escalated` where there is neither.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'Acknowledgement', schema: input([], { agent_id: id('agt') }) },
    ask({ body, principal }, now) {
      const { agent_id } = parseBody(body ?? {}, { agent_id: optional(anAgent) })
      const agentId = actingAgent(principal, agent_id)
      const by = agentId === undefined ? { keyId: principal.id } : { agentId }
      return asked({ type: 'AcknowledgeEscalation', by, teams: null, now })
    }
  },
  {
    path: 'status-changes',
    id: 'changeStatus',
    summary: 'Moves the ticket to a status.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'StatusChange', schema: input(['to'], { to: oneOf(ticketStatuses), comment: written }) },
    ask(call, now) {
      const { to, comment } = parseBody(call.body, {
        to: required(choice(ticketStatuses)),
        comment: optional(text(maxText))
      })
      const command = { type: 'ChangeStatus' as const, to, cause: 'api' as const, now }
      if (comment === undefined) return asked(command)
      const { common } = messageOf(call, { text: comment, agent_id: undefined }, now)
      return { ...asked(command), followedBy: { type: 'AddNote', ...common } }
    }
  },
  {
    path: 'priority-changes',
    id: 'changePriority',
    summary: 'Changes the priority.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'PriorityChange', schema: input(['priority'], { priority: oneOf(priorities) }) },
    ask: ({ body }) =>
      asked({ type: 'ChangePriority', ...parseBody(body, { priority: required(choice(priorities)) }) })
  },
  {
    path: 'transfers',
    id: 'transferTicket',
    summary: 'Puts the ticket in another queue.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'Transfer', schema: input(['queue_id'], { queue_id: string }) },
    ask({ body, principal }) {
      const { queue_id } = parseBody(body, { queue_id: required(queueId) })
      if (!seesQueue(principal, queue_id)) throw oneError('/queue_id', 'unknown', 'is no queue')
      return asked({ type: 'TransferTicket', queueId: queue_id })
    }
  },
  {
    path: 'tag-changes',
    id: 'changeTags',
    summary: 'Adds and removes tags.',
    status: 200,
    answer: 'CommandAnswer',
    body: { name: 'TagChange', schema: { ...input([], { add: tags, remove: tags }), minProperties: 1 } },
    ask({ body }) {
      const { add, remove } = parseBody(body, { add: optional(tagList), remove: optional(tagList) })
      if (!add && !remove) throw oneError('', 'required', 'must have add or remove')
      return asked({ type: 'ChangeTags', add: add ?? [], remove: remove ?? [] })
    }
  }
]

/** Which of the three kinds of reply a body asks for. @throws Problem 403, 409, 422 */
async function replyIn(call: Call, fill: Fill) {
  const given = isJsonObject(call.body) ? call.body : {}
  if (given['template_id'] !== undefined) {
    const { template, ...said } = await templateIn(call, fill)
    return { said, template, file: undefined }
  }
  if (given['file'] === undefined)
    return { said: parseBody(call.body, message), template: undefined, file: undefined }
  const { file, ...said } = parseBody(call.body, withFile)
  return { said: { ...said, text: said.text ?? null }, template: undefined, file }
}

/** What a template says. @throws Problem 403, 409, 422 */
async function templateIn(call: Call, fill: Fill) {
  const { text: given, template_id: id, agent_id } = parseBody(call.body, byTemplate)
  if (given !== undefined) throw oneError('/template_id', 'exclusive', 'and text exclude each other')
  const template = sendable(await fill(id, actingAgent(call.principal, agent_id)))
  return { text: template.text, agent_id, template }
}

/** What replies and notes have in common; without an agent they are the API's own. */
export function messageOf(
  call: Call,
  body: { readonly text: string | null; readonly agent_id: AgentId | undefined },
  now: Instant,
  entities: MessagePersonal['entities'] = null,
  file?: GivenFile,
  media: TemplateMedia | null = null
) {
  const agentId = actingAgent(call.principal, body.agent_id)
  const messageId = messageIdFor(call.commandId)
  const content: MessagePersonal = {
    text: body.text,
    entities,
    file: file?.personal() ?? fileOfTemplate(media),
    forwarded_from: null
  }
  const common = {
    messageId,
    agentId: agentId ?? null,
    source: { kind: 'api' as const },
    kind: file ? ('document' as const) : (media?.kind ?? ('text' as const)),
    sentAt: now,
    personal: conceal(content)
  }
  return { messageId, common }
}

const asked = (command: TicketCommand): Asked => ({ command })

const oneError = (pointer: string, code: string, detail: string) =>
  invalidBody([{ pointer, code, message: detail }])
