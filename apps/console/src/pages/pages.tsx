import type { ComponentType } from 'preact'
import { may } from '../api/session.js'
import { useLoaded } from '../load.js'
import { Shown } from '../ui/states.js'
import { language } from '../words/language.js'
import { wordsOfOthers } from '../words/speak.js'
import { Tickets } from './tickets/tickets.js'
import { Today } from './today/today.js'

export type PageName = 'today' | 'tickets' | 'reports' | 'content' | 'settings' | 'operations' | 'audit'

/** Loaded when somebody goes there. */
type Open = () => Promise<ComponentType<{ id: string }>>
interface Page {
  readonly name: PageName
  /** Any of these: whoever has none is not offered it. */
  readonly scopes: readonly string[]
  readonly open: Open
  /** One thing of the page, named in the address. Absent: it has none. */
  readonly openOne?: Open
}

const others = async () => {
  const [all] = await Promise.all([import('./others.js'), wordsOfOthers(language.value)])
  return all
}

const all: readonly Page[] = [
  { name: 'today', scopes: ['tickets:read'], open: async () => Today },
  {
    name: 'tickets',
    scopes: ['tickets:read'],
    open: async () => Tickets,
    openOne: async () => (await others()).Ticket
  },
  {
    name: 'reports',
    scopes: ['reports:read'],
    open: async () => (await others()).Reports,
    openOne: async () => (await others()).Behind
  },
  {
    name: 'content',
    scopes: ['settings:read'],
    open: async () => (await others()).Content,
    openOne: async () => (await others()).ContentOf
  },
  {
    name: 'settings',
    scopes: ['settings:read'],
    open: async () => (await others()).Settings,
    openOne: async () => (await others()).SettingsOf
  },
  {
    name: 'operations',
    scopes: ['operations:read', 'webhooks:manage', 'keys:manage'],
    open: async () => (await others()).Operations
  },
  { name: 'audit', scopes: ['audit:read'], open: async () => (await others()).Audit }
]

export const offered = (): readonly Page[] => all.filter(({ scopes }) => scopes.some(may))

/** A page, or with an id one thing of it. */
export const Shows = ({ page: { open, openOne }, id }: { page: Page; id: string | undefined }) =>
  id !== undefined && openOne ? (
    <Opened key="one" open={openOne} id={id} />
  ) : (
    <Opened key="all" open={open} id="" />
  )

/** What can't be loaded is another version by now: it is asked for anew as a whole. */
function Opened({ open, id }: { open: Open; id: string }) {
  const { state } = useLoaded('', open)
  return (
    <Shown of={state} again={() => location.reload()}>
      {Show => <Show key={id} id={id} />}
    </Shown>
  )
}
