import type { Clock, JsonObject } from '#kernel'
import {
  type DeskState,
  type Lease,
  type Parked,
  type ProcessCheckpoint,
  type Remembered,
  Superseded
} from '../index.js'

import { memoryHooks } from './hooks.js'
import { memoryUploads } from './uploads.js'

/** The desk state in memory: for tests. Gone with the process. */
export function openMemoryDeskState(options: { readonly clock: Clock }): DeskState {
  const { clock } = options
  const checkpoints = new Map<string, { at: ProcessCheckpoint; fence: number }>()
  const notes = new Map<string, { value: JsonObject; fence: number }>()
  const parked = new Map<string, Parked>()
  const leases = new Map<string, Lease>()
  const answers = new Map<string, Remembered>()
  const facts = new Map<string, JsonObject>()
  let schema = 0
  const held = (lease: Lease | undefined) => lease !== undefined && lease.until > clock.now()
  const list = (process?: string) =>
    [...parked.values()]
      .filter(one => process === undefined || one.process === process)
      .sort((a, b) => compare(a.position, b.position) || compare(a.process, b.process))
  return {
    checkpoint: async process => copy(checkpoints.get(process)?.at),
    checkpoints: async () =>
      [...checkpoints]
        .map(([process, { at }]) => ({ process, ...copy(at) }))
        .sort((a, b) => compare(a.process, b.process)),
    async saveCheckpoint(process, checkpoint, fence) {
      if ((checkpoints.get(process)?.fence ?? 0) > fence) {
        throw new Superseded(`${process} has another owner: its fence is above ${fence}`)
      }
      checkpoints.set(process, { at: copy(checkpoint), fence })
    },

    note: async name => copy(notes.get(name)?.value),
    notes: async () =>
      [...notes]
        .map(([name, { value }]) => ({ name, value: copy(value) }))
        .sort((a, b) => compare(a.name, b.name)),
    async saveNote(name, value, fence) {
      if ((notes.get(name)?.fence ?? 0) > fence) {
        throw new Superseded(`${name} has another owner: its fence is above ${fence}`)
      }
      notes.set(name, { value: copy(value), fence })
    },

    async park(one) {
      const key = `${one.process}\n${one.position}`
      parked.set(key, { ...one, parkedAt: parked.get(key)?.parkedAt ?? one.parkedAt })
    },
    parked: async process => list(process),
    parkedSequences: async process => new Set(list(process).map(one => one.sequence)),
    unpark: async (process, position) => void parked.delete(`${process}\n${position}`),

    async acquireLease(name, owner, ttlMs) {
      const before = leases.get(name)
      if (before && before.owner !== owner && held(before)) return undefined
      const fence = (before?.fence ?? 0) + (before?.owner === owner ? 0 : 1)
      const lease = { name, owner, fence, until: clock.now() + ttlMs }
      leases.set(name, lease)
      return lease
    },
    async releaseLease(name, owner) {
      const lease = leases.get(name)
      if (lease?.owner === owner) leases.set(name, { ...lease, until: 0 })
    },
    leases: async () => [...leases.values()].filter(held).sort((a, b) => compare(a.name, b.name)),

    async remember(key, fingerprint, at) {
      const found = answers.get(key) ?? { fingerprint, at }
      answers.set(key, found)
      return copy(found)
    },
    async answered(key, answer) {
      const found = answers.get(key)
      if (found && !found.answer) answers.set(key, { ...found, answer: copy(answer) })
    },
    async *answers() {
      for (const key of [...answers.keys()].sort()) {
        const found = answers.get(key)
        if (found) yield { key, ...copy(found) }
      }
    },
    async forgetAnswers(before, limit) {
      const old = [...answers]
        .filter(([, one]) => one.at < before)
        .sort(([, a], [, b]) => a.at - b.at)
        .slice(0, limit)
      for (const [key] of old) answers.delete(key)
      return old.length
    },
    async forgetAnswersNaming(id) {
      const naming = [...answers].filter(([, { answer }]) => answer && JSON.stringify(answer).includes(id))
      for (const [key] of naming) answers.delete(key)
      return naming.length
    },

    fact: async name => copy(facts.get(name)),
    facts: async (prefix = '') =>
      [...facts]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => ({ name, value: copy(value) }))
        .sort((a, b) => compare(a.name, b.name)),
    setFact: async (name, value) => void facts.set(name, copy(value)),
    async setFactOnce(name, value) {
      const found = facts.get(name) ?? copy(value)
      facts.set(name, found)
      return copy(found)
    },
    dropFact: async name => void facts.delete(name),

    eventSchema: async () => schema,
    async raiseEventSchema(atLeast) {
      schema = Math.max(schema, atLeast)
      return schema
    },

    hooks: memoryHooks(),
    uploads: memoryUploads(),

    ping: async () => {},
    close: async () => {}
  }
}

const copy = <T>(value: T): T => structuredClone(value)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
