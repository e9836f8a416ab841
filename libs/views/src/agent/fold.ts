import { idOf, toldIn } from '#domain'
import { unreachable } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { sealedPartOf } from '../sealed-part.js'
import { type AgentDocument, agents } from './document.js'

export function foldAgent(document: AgentDocument | undefined, event: ViewEvent): AgentDocument | undefined {
  const told = toldIn('agent', event)
  if (!told) return document
  if (told.type === 'AgentRegistered') {
    return (
      document ?? {
        id: told.data.agentId,
        profile: sealedPartOf(event),
        availability: 'available',
        registeredAt: event.recordedAt,
        active: true,
        revision: event.revision
      }
    )
  }
  if (!document) return undefined
  const { revision } = event
  switch (told.type) {
    case 'AgentRenamed':
      return { ...document, profile: sealedPartOf(event), revision }
    case 'AvailabilityChanged':
      return { ...document, availability: told.data.availability, revision }
    case 'AgentRemoved':
      return { ...document, active: false, revision }
    case 'AgentReinstated':
      return { ...document, active: true, revision }
    default:
      return unreachable(told)
  }
}

export const agentView: View = documentView<AgentDocument>({
  name: 'agent',
  version: 2,
  collection: agents,
  idOf: event => (isOf(event, 'agent') ? idOf(event.stream) : undefined),
  concerns: stream => stream.startsWith('agent-'),
  fold: foldAgent
})
