import { NotReached, type PolicyInForce, policiesInForce } from '#application'
import type { RecomputationOptions, SlaProcessOptions } from '#processes'
import { type Holding, Stopped } from '#subscriptions'
import { settingView, timersView } from '#views'
import type { Core } from '../start/core.js'
import type { Worker } from './worker.js'

const passPatienceMs = 2000

const zoneData = globalThis.process.versions.tz ?? 'unknown'

export function slaShared({ core, commands }: Worker) {
  const { desk, reads, logger } = core
  return { desk, commands, tickets: reads.sla, logger }
}

export function slaProcessOptions(worker: Worker, { signal }: Holding): SlaProcessOptions {
  return {
    ...slaShared(worker),
    directories: worker.directories,
    policies: position => policiesAt(worker.core, position),
    async viewPassed(position) {
      await viewPassed(worker, timersView.name, position, signal)
      if (signal.aborted) throw new Stopped()
    },
    zoneData
  }
}

export function recomputationOptions(worker: Worker): RecomputationOptions {
  return {
    ...slaShared(worker),
    reads: worker.core.reads,
    async passed(position, signal) {
      while (!signal.aborted && !(await worker.passed('sla', position, passPatienceMs)));
      for (const { name } of [timersView, settingView]) await viewPassed(worker, name, position, signal)
    },
    zoneData
  }
}

async function viewPassed({ views }: Worker, view: string, position: string, signal: AbortSignal) {
  while (!signal.aborted && !(await views.passed(view, position, passPatienceMs)));
}

async function policiesAt({ reads }: Core, position: string): Promise<readonly PolicyInForce[]> {
  for (;;) {
    try {
      return await policiesInForce(reads, position)
    } catch (error) {
      if (!(error instanceof NotReached)) throw error
    }
  }
}
