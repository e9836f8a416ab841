import type { Hook, Hooks } from '../index.js'

const keyOf = ({ endpoint, id }: Pick<Hook, 'endpoint' | 'id'>) => `${endpoint}\n${id}`

export function memoryHooks(): Hooks {
  const hooks = new Map<string, Hook>()
  const of = (endpoint: string) => [...hooks.values()].filter(hook => hook.endpoint === endpoint)
  return {
    async add(hook) {
      if (!hooks.has(keyOf(hook))) hooks.set(keyOf(hook), structuredClone(hook))
    },
    async save(saved) {
      const hook = hooks.get(keyOf(saved))
      if (hook) hooks.set(keyOf(saved), { ...hook, ...structuredClone(saved) })
    },
    find: async (endpoint, id) => structuredClone(hooks.get(keyOf({ endpoint, id }))),
    async list({ endpoint, state, after, newestFirst = false, limit }) {
      const sign = newestFirst ? -1 : 1
      return structuredClone(
        of(endpoint)
          .filter(hook => state === undefined || hook.state === state)
          .filter(({ order }) => after === undefined || (order - after) * sign > 0)
          .sort((a, b) => (a.order - b.order) * sign)
          .slice(0, limit)
      )
    },
    last: async endpoint => Math.max(0, ...of(endpoint).map(({ order }) => order)),
    async forget(subject) {
      const named = [...hooks.values()].filter(hook => hook.subject === subject && hook.body !== null)
      for (const hook of named) {
        const state = hook.state === 'pending' ? 'given_up' : hook.state
        hooks.set(keyOf(hook), { ...hook, body: null, state })
      }
      return [...new Set(named.map(({ endpoint }) => endpoint))].sort()
    },
    async dropBefore(instant, limit) {
      const old = [...hooks.values()].filter(({ at }) => at < instant).slice(0, limit)
      for (const hook of old) hooks.delete(keyOf(hook))
      return old.length
    },
    async drop(endpoint) {
      for (const hook of of(endpoint)) hooks.delete(keyOf(hook))
    },
    async *all() {
      yield* structuredClone([...hooks.values()])
    }
  }
}
