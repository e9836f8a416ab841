import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { DeskState } from '#desk-state'
import { agentDecider, agentStream } from '#domain'
import type { AgentId, Clock } from '#kernel'
import type { StreamRunner } from '../stream-runner.js'

/** So long a link to the console holds. */
export const signInCodeMs = 5 * 60_000

const held = 'sign-in-code:'
const latest = 'sign-in-latest:'
const used = 'sign-in-used:'

/** Codes with which agents sign in: 192 random bits, of which the desk state keeps the hash. */
export interface SignInCodes {
  /** For an agent: it holds once, for five minutes, until a newer one is made or the agent's time here ends. */
  make(agentId: AgentId): Promise<string>
  /** Whose code it is, once, whichever process is asked; undefined: wrong, used or old. */
  redeem(code: string): Promise<AgentId | undefined>
  /** Forgets those that hold no more. */
  sweep(): Promise<void>
}

export function createSignInCodes(options: {
  readonly state: Pick<DeskState, 'fact' | 'facts' | 'setFact' | 'setFactOnce' | 'dropFact'>
  readonly runner: Pick<StreamRunner, 'load'>
  readonly clock: Clock
}): SignInCodes {
  const { state, runner, clock } = options

  const turnsOf = async (agentId: AgentId): Promise<number | undefined> => {
    const { state: agent } = await runner.load(agentDecider, agentStream(agentId))
    return agent.exists && !agent.removed && agent.leftAt === null ? agent.turns : undefined
  }

  return {
    async make(agentId) {
      const code = randomBytes(24).toString('base64url')
      const hash = hashOf(code)
      const until = clock.now() + signInCodeMs
      const turns = (await turnsOf(agentId)) ?? null
      await state.setFact(held + hash, { agent: agentId, until, turns })
      await state.setFact(latest + agentId, { hash, until })
      return code
    },

    async redeem(code) {
      const hash = hashOf(code)
      const fact = await state.fact(held + hash)
      const agentId = fact?.['agent'] as AgentId | undefined
      if (fact === undefined || agentId === undefined) return undefined
      const until = Number(fact['until'])
      if (until <= clock.now()) return undefined
      if ((await state.fact(latest + agentId))?.['hash'] !== hash) return undefined
      if (fact['turns'] === null || (await turnsOf(agentId)) !== fact['turns']) return undefined
      // Whoever is first to write has it, of all who ask at once.
      const by = randomUUID()
      if ((await state.setFactOnce(used + hash, { by, until }))['by'] !== by) return undefined
      await state.dropFact(held + hash)
      return agentId
    },

    async sweep() {
      for (const prefix of [held, latest, used]) {
        for (const { name, value } of await state.facts(prefix)) {
          if (Number(value['until']) <= clock.now()) await state.dropFact(name)
        }
      }
    }
  }
}

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex')
