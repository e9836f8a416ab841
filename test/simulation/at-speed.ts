import { fileURLToPath } from 'node:url'

const fastClock = fileURLToPath(new URL('./fast-clock.ts', import.meta.url))

/** For an office whose desk and Telegram have a clock that runs so many times as fast as the machine's. */
export function atSpeed(speed: number) {
  const from = Date.now()
  return {
    clock: {
      now: () => Math.floor(from + (Date.now() - from) * speed),
      monotonic: () => performance.now() * speed
    },
    env: { FAST_CLOCK: String(speed), FAST_CLOCK_FROM: String(from) },
    node: ['--import', fastClock]
  }
}
