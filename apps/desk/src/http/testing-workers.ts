import type { Workers } from './ports.js'

/** Where nothing runs. */
export const noWorkers: Workers = {
  retryParked: async () => ({ ok: false, reason: 'unknown_parked' }),
  skipParked: async () => ({ ok: false, reason: 'unknown_parked' }),
  retryDelivery: async () => ({ ok: false, reason: 'not_running_here' }),
  views: async () => [],
  rebuild: async () => ({ ok: false, reason: 'unknown_view' })
}
