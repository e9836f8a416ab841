import type { AgentRole } from '../agent/index.js'
import type { Scope } from '../api-key/index.js'

const ofAgents: readonly Scope[] = [
  'tickets:read',
  'tickets:personal',
  'tickets:write',
  'agents:act_as',
  'agents:read',
  'settings:read'
]

/** What an agent may do who has signed in. `agents:act_as` is for oneself, but an admin's. */
export const scopesOfRole: { readonly [Role in AgentRole]: readonly Scope[] } = {
  agent: ofAgents,
  lead: [
    ...ofAgents,
    'agents:write',
    'settings:write',
    'webhooks:manage',
    'reports:read',
    'audit:read',
    'operations:read'
  ],
  admin: ['admin']
}
