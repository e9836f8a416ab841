import { idOf, noProfile, toldIn } from '#domain'
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
        availabilityUntil: null,
        ...noProfile,
        registeredAt: event.recordedAt,
        listedAt: event.recordedAt,
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
    case 'AvailabilityChanged': {
      const { availability, until = null } = told.data
      return { ...document, availability, availabilityUntil: until, revision }
    }
    case 'AgentProfileChanged':
      return { ...document, ...told.data, revision }
    case 'AgentAbsent':
      return { ...document, revision }
    case 'AgentRemoved':
      return { ...document, active: false, revision }
    case 'AgentReinstated':
      return { ...document, active: true, listedAt: event.recordedAt, revision }
    default:
      return unreachable(told)
  }
}

export const agentView: View = documentView<AgentDocument>({
  name: 'agent',
  version: 4,
  collection: agents,
  idOf: event => (isOf(event, 'agent') ? idOf(event.stream) : undefined),
  concerns: stream => stream.startsWith('agent-'),
  fold: foldAgent
})
