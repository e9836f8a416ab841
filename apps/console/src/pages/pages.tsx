import type { ComponentType } from 'preact'
import { may } from '../api/session.js'
import { Audit } from './audit/audit.js'
import { Content } from './content/content.js'
import { ContentOf } from './content/one.js'
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
  readonly All: ComponentType
  /** One thing of the page, named in the address. Absent: it has none. */
  readonly One?: ComponentType<{ id: string }>
  /** Its address says more than what it is of: which, since when, by what. */
  readonly isAsked?: true
}

const all: readonly Page[] = [
  { name: 'today', scopes: ['tickets:read'], All: Today },
  { name: 'tickets', isAsked: true, scopes: ['tickets:read'], All: Tickets, One: Ticket },
  { name: 'reports', isAsked: true, scopes: ['reports:read'], All: Reports, One: Behind },
  { name: 'content', isAsked: true, scopes: ['settings:read'], All: Content, One: ContentOf },
  { name: 'settings', scopes: ['settings:read'], All: Settings, One: SettingsOf },
  {
    name: 'operations',
    isAsked: true,
    scopes: ['operations:read', 'webhooks:manage', 'keys:manage'],
    All: Operations
  },
  { name: 'audit', scopes: ['audit:read'], All: Audit }
]

export const offered = (): readonly Page[] => all.filter(({ scopes }) => scopes.some(may))

/** A page, or with an id one thing of it. */
export const Shows = ({ page: { All, One }, id }: { page: Page; id: string | undefined }) =>
  id !== undefined && One ? <One key={id} id={id} /> : <All />
