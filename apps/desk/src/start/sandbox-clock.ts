import { type Clock, systemClock } from '#kernel'
import type { Sandbox } from '#sandbox'

/** Wall time as the sandbox has it: moved there, it is moved for the desk. Waiting takes real time. */
export const sandboxClock = (sandbox: Pick<Sandbox, 'now'>): Clock => ({
  ...systemClock,
  now: () => sandbox.now()
})
