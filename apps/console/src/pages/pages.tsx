import type { ComponentType } from 'preact'
import { may } from '../api/session.js'
import { Audit } from './audit/audit.js'
import { Content } from './content/content.js'
import { Operations } from './operations/operations.js'
import { Behind } from './reports/behind.js'
import { Reports } from './reports/reports.js'
import { Settings, SettingsOf } from './settings/settings.js'
import { Ticket } from './ticket/ticket.js'
import { Tickets } from './tickets/tickets.js'
import { Today } from './today/today.js'

export type PageName = 'today' | 'tickets' | 'reports' | 'content' | 'settings' | 'operations' | 'audit'

interface Page {
  readonly name: PageName
  /** Any of these: whoever has none is not offered it. */
  readonly scopes: readonly string[]
  readonly show: ComponentType
  /** Of one thing of the page, named in the address. */
  readonly one?: ComponentType<{ id: string }>
}

const all: readonly Page[] = [
  { name: 'today', scopes: ['tickets:read'], show: Today },
  { name: 'tickets', scopes: ['tickets:read'], show: Tickets, one: Ticket },
  { name: 'reports', scopes: ['reports:read'], show: Reports, one: Behind },
  { name: 'content', scopes: ['settings:read'], show: Content },
  { name: 'settings', scopes: ['settings:read'], show: Settings, one: SettingsOf },
  { name: 'operations', scopes: ['operations:read', 'webhooks:manage', 'keys:manage'], show: Operations },
  { name: 'audit', scopes: ['audit:read'], show: Audit }
]

export const offered = (): readonly Page[] => all.filter(({ scopes }) => scopes.some(may))
