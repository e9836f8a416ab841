/** What a key may be allowed; docs/api.md says what each opens. */
export const scopes = [
  'tickets:read',
  'tickets:personal',
  'tickets:write',
  'agents:act_as',
  'agents:read',
  'agents:write',
  'settings:read',
  'settings:write',
  'webhooks:manage',
  'reports:read',
  'privacy:manage',
  'audit:read',
  'operations:read',
  'keys:manage',
  'admin'
] as const
export type Scope = (typeof scopes)[number]
