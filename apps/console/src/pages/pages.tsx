import type { ComponentType } from 'preact'
import { may } from '../api/session.js'
import { useLoaded } from '../load.js'
import { Shown } from '../ui/states.js'
import { Ticket } from './ticket/ticket.js'
import { Tickets } from './tickets/tickets.js'
import { Today } from './today/today.js'

export type PageName = 'today' | 'tickets' | 'reports' | 'content' | 'settings' | 'operations' | 'audit'

interface Opened {
  readonly Show: ComponentType
  /** Of one thing of the page, named in the address. */
  readonly One?: ComponentType<{ id: string }>
}
interface Page {
  readonly name: PageName
  /** Any of these: whoever has none is not offered it. */
  readonly scopes: readonly string[]
  /** Loaded when somebody goes there. */
  readonly open: () => Promise<Opened>
  readonly hasOne: boolean
}

const others = () => import('./others.js')

const all: readonly Page[] = [
  { name: 'today', scopes: ['tickets:read'], open: async () => ({ Show: Today }), hasOne: false },
  {
    name: 'tickets',
    scopes: ['tickets:read'],
    open: async () => ({ Show: Tickets, One: Ticket }),
    hasOne: true
  },
  {
    name: 'reports',
    scopes: ['reports:read'],
    open: async () => {
      const { Reports, Behind } = await others()
      return { Show: Reports, One: Behind }
    },
    hasOne: true
  },
  {
    name: 'content',
    scopes: ['settings:read'],
    open: async () => ({ Show: (await others()).Content }),
    hasOne: false
  },
  {
    name: 'settings',
    scopes: ['settings:read'],
    open: async () => {
      const { Settings, SettingsOf } = await others()
      return { Show: Settings, One: SettingsOf }
    },
    hasOne: true
  },
  {
    name: 'operations',
    scopes: ['operations:read', 'webhooks:manage', 'keys:manage'],
    open: async () => ({ Show: (await others()).Operations }),
    hasOne: false
  },
  {
    name: 'audit',
    scopes: ['audit:read'],
    open: async () => ({ Show: (await others()).Audit }),
    hasOne: false
  }
]

export const offered = (): readonly Page[] => all.filter(({ scopes }) => scopes.some(may))

/** A page, or with an id one thing of it. What can't be loaded is another version by now: it is asked for anew as a whole. */
export function Shows({ page, id }: { page: Page; id: string | undefined }) {
  const { state } = useLoaded(page.name, page.open)
  return (
    <Shown of={state} again={() => location.reload()}>
      {({ Show, One }) => (id !== undefined && One ? <One key={id} id={id} /> : <Show />)}
    </Shown>
  )
}
