import { type LeaseSpec, leaseSpecs, type ProcessName } from '#processes'
import type { Holding, Leased } from '#subscriptions'
import { processPassed } from './passed.js'
import { starts } from './starts.js'
import { stoppingInOrder } from './stopping.js'
import type { Work, Worker, WorkOf } from './worker.js'

export interface RunningProcesses {
  running<Name extends ProcessName>(name: Name): WorkOf<Name> | undefined
  /** Who is wanted by others stops after them. */
  stop(): Promise<void>
}

/** Runs every process of the registry, each while this worker has its lease. */
export async function runProcesses(given: Omit<Worker, 'running' | 'passed'>): Promise<RunningProcesses> {
  const here = new Map<ProcessName, Work>()
  // Under each name lies what the start of this name has answered.
  const running = <Name extends ProcessName>(name: Name) => here.get(name) as WorkOf<Name> | undefined
  const worker: Worker = {
    ...given,
    running,
    passed: (name, position, timeoutMs) => processPassed({ ...given, running }, name, position, timeoutMs)
  }
  const specs = leaseSpecs(worker.client.botId)
  const leases = new Map<LeaseSpec, Leased<Work>>()
  const holding = (name: ProcessName) => specs.filter(({ processes }) => processes.includes(name))
  const stop = stoppingInOrder(specs, spec => leases.get(spec)?.stop())

  try {
    for (const spec of specs) {
      // Where nobody else may have it, what is wanted runs already.
      await Promise.all(spec.wanted.flatMap(holding).map(wanted => leases.get(wanted)?.settled))
      const lease = worker.core.leases.run(
        spec.lease,
        mine => begin(spec.processes, worker, mine, here),
        () => spec.wanted.every(name => here.has(name))
      )
      leases.set(spec, lease)
      lease.settled.catch(() => {})
    }
    await Promise.all([...leases.values()].map(({ settled }) => settled))
  } catch (error) {
    await stop()
    throw error
  }
  return { running, stop }
}

/** All processes of a lease, in order; where one does not begin, none goes on. */
async function begin(
  names: readonly ProcessName[],
  worker: Worker,
  holding: Holding,
  here: Map<ProcessName, Work>
): Promise<Work> {
  const works: Work[] = []
  const stop = async () => {
    for (const name of names) here.delete(name)
    await Promise.all(works.map(work => work.stop()))
  }
  try {
    for (const name of names) {
      const work = await starts[name](worker, holding)
      works.push(work)
      here.set(name, work)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { stop, failed: Promise.race(works.flatMap(({ failed }) => failed ?? [])) }
}
