import type { AgentRole } from '#domain'
import { type AgentId, agentIdText } from '#kernel'
import type { Answered, TestApi } from '../testing.js'

export const noKey = { Authorization: '' }
/** As the console's own pages send it. */
export const sameOrigin = { ...noKey, 'Sec-Fetch-Site': 'same-origin' }

export const cookieOf = ({ headers }: Answered): string =>
  (headers.get('set-cookie') ?? '').split(';')[0] ?? ''

export const signIn = (api: TestApi, body: object, headers: { readonly [name: string]: string } = noKey) =>
  api.post('/api/v1/session', body, { ...noKey, ...headers })

/** The headers of whoever signed in so. */
export async function signedIn(api: TestApi, body: object): Promise<{ [name: string]: string }> {
  const answer = await signIn(api, body)
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return { ...sameOrigin, Cookie: cookieOf(answer) }
}

export async function asAgent(api: TestApi, agent: AgentId): Promise<{ [name: string]: string }> {
  return signedIn(api, { code: await api.deps.sessions.codes.make(agent) })
}

export async function giveRole(api: TestApi, agent: AgentId, role: AgentRole): Promise<void> {
  const { status } = await api.send('PATCH', `/api/v1/agents/${agentIdText(agent)}`, { body: { role } })
  if (status !== 200) throw new Error(`the role was not given: ${status}`)
}
