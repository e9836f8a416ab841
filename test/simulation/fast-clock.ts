/**
 * Loaded before a desk (`node --import`): its clocks and timers run FAST_CLOCK times as fast as the machine's, from the
 * instant FAST_CLOCK_FROM on, so that minutes of Telegram's limits take seconds. Imports nothing: Node runs it as it is.
 */
const speed = Number(process.env['FAST_CLOCK'] ?? 1)
const from = Number(process.env['FAST_CLOCK_FROM'] ?? Date.now())

const realNow = Date.now.bind(Date)
const realMonotonic = performance.now.bind(performance)
Date.now = () => Math.floor(from + (realNow() - from) * speed)
performance.now = () => realMonotonic() * speed

const realTimeout = globalThis.setTimeout
const realInterval = globalThis.setInterval
const sooner = <T extends typeof setTimeout | typeof setInterval>(real: T): T =>
  Object.assign(
    (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => real(run, ms / speed, ...args),
    real
  ) as T
globalThis.setTimeout = sooner(realTimeout)
globalThis.setInterval = sooner(realInterval)
