import { type Hook, type Hooks, Superseded } from '../index.js'

const keyOf = ({ endpoint, id }: Pick<Hook, 'endpoint' | 'id'>) => `${endpoint}\n${id}`

type Placed = Pick<Hook, 'order' | 'id'>
const compared = (a: Placed, b: Placed): number =>
  a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export function memoryHooks(): Hooks {
  const hooks = new Map<string, Hook>()
  const fences = new Map<string, number>()
  const mustHold = (key: string, fence: number) => {
    if ((fences.get(key) ?? 0) > fence)
      throw new Superseded(`hooks have another owner: its fence is above ${fence}`)
    fences.set(key, fence)
  }
  const of = (endpoint: string) => [...hooks.values()].filter(hook => hook.endpoint === endpoint)
  const drop = (hook: Hook) => {
    hooks.delete(keyOf(hook))
    fences.delete(keyOf(hook))
  }
  return {
    async add(hook, fence) {
      if (hooks.has(keyOf(hook))) return false
      hooks.set(keyOf(hook), structuredClone(hook))
      fences.set(keyOf(hook), fence)
      return true
    },
    async save(saved, fence) {
      const hook = hooks.get(keyOf(saved))
      if (!hook) return
      mustHold(keyOf(saved), fence)
      hooks.set(keyOf(saved), { ...hook, ...structuredClone(saved) })
    },
    async fill(filled, fence) {
      const hook = hooks.get(keyOf(filled))
      if (!hook || hook.body !== null) return
      mustHold(keyOf(filled), fence)
      hooks.set(keyOf(filled), { ...hook, ...filled })
    },
    async claim(endpoint, fence) {
      for (const hook of of(endpoint)) if (hook.state === 'pending') mustHold(keyOf(hook), fence)
    },
    find: async (endpoint, id) => structuredClone(hooks.get(keyOf({ endpoint, id }))),
    async list({ endpoint, state, after, newestFirst = false, limit }) {
      const sign = newestFirst ? -1 : 1
      return structuredClone(
        of(endpoint)
          .filter(hook => state === undefined || hook.state === state)
          .filter(hook => after === undefined || compared(hook, after) * sign > 0)
          .sort((a, b) => compared(a, b) * sign)
          .slice(0, limit)
      )
    },
    last: async endpoint => Math.max(0, ...of(endpoint).map(({ order }) => order)),
    async forget(subject) {
      const named = [...hooks.values()].filter(hook => hook.subject === subject)
      for (const hook of named) {
        const state = hook.state === 'pending' ? 'given_up' : hook.state
        hooks.set(keyOf(hook), { ...hook, body: null, state })
      }
      return [...new Set(named.map(({ endpoint }) => endpoint))].sort()
    },
    async dropBefore(instant, limit) {
      const old = [...hooks.values()].filter(({ at }) => at < instant).slice(0, limit)
      old.forEach(drop)
      return old.length
    },
    async drop(endpoint) {
      of(endpoint).forEach(drop)
    },
    async *all() {
      yield* structuredClone([...hooks.values()])
    }
  }
}
