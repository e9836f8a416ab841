import { isTemplateVariable } from './variables.js'

/** What Chatwoot, Zendesk and Zammad call what ours say; a name that means the same in two of them stands once. */
const ours: { readonly [theirs: string]: string } = {
  'contact.name': 'customer.name',
  'contact.first_name': 'customer.first_name',
  'conversation.id': 'ticket.code',
  'conversation.display_id': 'ticket.code',
  'inbox.name': 'queue.name',
  'agent.first_name': 'agent.name',
  'ticket.requester.name': 'customer.name',
  'ticket.requester.first_name': 'customer.first_name',
  'ticket.id': 'ticket.code',
  'ticket.group.name': 'queue.name',
  'ticket.assignee.name': 'agent.name',
  'ticket.assignee.first_name': 'agent.name',
  'ticket.account': 'desk.name',
  'current_user.name': 'agent.name',
  'current_user.first_name': 'agent.name',
  'ticket.number': 'ticket.code',
  'ticket.customer.fullname': 'customer.name',
  'ticket.customer.firstname': 'customer.first_name',
  'ticket.owner.fullname': 'agent.name',
  'ticket.owner.firstname': 'agent.name',
  'user.fullname': 'agent.name',
  'user.firstname': 'agent.name',
  'config.organization': 'desk.name',
  'config.product_name': 'desk.name'
}

/** `{{ name }}`, with whatever is behind a bar; `#{group.name}` as Zammad writes it; `{% if … %}` as Zendesk does. */
const variable =
  /\{\{\s*(?<name>[^\s|{}"']+)\s*(?<rest>\|[^{}]*)?\}\}|#\{(?<zammad>[^{}|]*\.[^{}|]*)(?<behind>\|[^{}]*)?\}|(?<tag>\{%[^{}]*%\})/gu
const singleQuoted = /^\|\s*default:\s*'([^'"\\]*)'\s*$/

/**
 * A text with the variables of other desks by our names. `unknown`: those that nobody knows, and conditions as they are
 * written, each once, left as they are.
 */
export function withOurVariables(text: string): {
  readonly text: string
  readonly unknown: readonly string[]
} {
  const unknown = new Set<string>()
  const mapped = text.replaceAll(variable, (written: string, ...rest) => {
    const { name, zammad, tag, rest: behind = groupsOf(rest)['behind'] } = groupsOf(rest)
    const theirs = tag ?? name ?? zammad?.trim() ?? ''
    const own = tag === undefined ? ownNameOf(theirs) : undefined
    if (own === undefined) {
      unknown.add(theirs)
      return written
    }
    const fallback = behind?.replace(singleQuoted, '| default: "$1"')
    const isOurs = zammad === undefined && own === theirs && fallback === behind
    return isOurs ? written : `{{${own}${fallback ? ` ${fallback}` : ''}}}`
  })
  return { text: mapped, unknown: [...unknown] }
}

type Groups = { readonly [group: string]: string | undefined }
const groupsOf = (rest: readonly unknown[]): Groups => rest.at(-1) as Groups

function ownNameOf(theirs: string): string | undefined {
  const folded = theirs.toLowerCase()
  if (Object.hasOwn(ours, folded)) return ours[folded]
  const field = /^ticket\.ticket_field_(?:option_title_)?(\d{1,64})$/.exec(folded)?.[1]
  const name = field === undefined ? theirs : `field.${field}`
  return isTemplateVariable(name) ? name : undefined
}
