import { computed, signal } from '@preact/signals'
import type { components } from '#schema'
import { forgetDrafts } from './drafts.js'

export type Session = components['schemas']['Session']

/** Undefined: not known yet; null: nobody. */
export const session = signal<Session | null | undefined>(undefined)
/** Why nobody is signed in any more. */
export const hasEnded = signal(false)

const mark = 'topicdesk.signed-in'

/** Whether it is worth asking: the cookie itself can't be seen from here. */
export const mayBeSignedIn = (): boolean => localStorage.getItem(mark) !== null

export function begun(value: Session): void {
  localStorage.setItem(mark, '1')
  hasEnded.value = false
  session.value = value
}

/** The desk could not be asked: it may know this session still. */
export function unknown(): void {
  session.value ??= null
}

/** The desk does not know this session any more; every question that was on its way is answered so. */
export function ended(): void {
  hasEnded.value ||= mayBeSignedIn()
  localStorage.removeItem(mark)
  forgetDrafts()
  session.value = null
}

export function signedOut(): void {
  localStorage.removeItem(mark)
  forgetDrafts()
  hasEnded.value = false
  session.value = null
}

export const scopes = computed(() => new Set(session.value?.scopes ?? []))
export const may = (scope: string): boolean =>
  scopes.value.has('admin' as never) || scopes.value.has(scope as never)
export const ownAgentId = computed(() => {
  const principal = session.value?.principal
  return principal?.kind === 'agent' ? principal.id : null
})
