import type { Schemas } from '../api/client.js'
import { common } from '../words/common.js'

type Ticket = Schemas['Ticket']

/** Never by colour alone: the word is always there. */
export const Status = ({ of }: { of: Ticket['status'] }) => (
  <span class={`badge status-${of}`}>{common.value.status[of]}</span>
)

export const Priority = ({ of }: { of: Ticket['priority'] }) => (
  <span class={`badge priority-${of}`}>{common.value.priority[of]}</span>
)

export const Tag = ({ children }: { children: string }) => <span class="tag">{children}</span>

/** A name that people have typed: its direction is its own. */
export const Name = ({ of, absent }: { of: string | null; absent?: string }) =>
  of === null ? <span class="muted">{absent ?? common.value.forgotten}</span> : <bdi>{of}</bdi>
