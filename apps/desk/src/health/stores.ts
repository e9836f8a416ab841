import type { StoreFacts } from '#processes'
import type { Core } from '../start/core.js'
import { Probe } from './probe.js'

/** Asks the stores; one that hangs is in trouble since it was asked. */
export function createStoreLook({
  stores,
  clock
}: Pick<Core, 'clock'> & {
  readonly stores: Pick<Core['stores'], 'log' | 'readStore' | 'state'>
}): () => Promise<readonly StoreFacts[]> {
  const { log, readStore, state } = stores
  const probes = [
    ['event_log', new Probe(() => log.ping(), clock)],
    ['read_store', new Probe(() => readStore.ping(), clock)],
    ['desk_state', new Probe(() => state.ping(), clock)]
  ] as const
  return () =>
    Promise.all(
      probes.map(async ([name, probe]): Promise<StoreFacts> => {
        const { trouble } = await probe.look()
        const ofAppends = name === 'event_log' ? log.appendTrouble() : undefined
        return { name, trouble: trouble ?? ofAppends }
      })
    )
}
