import type { LeaseSpec } from '#processes'

/** Stops every lease once, all at the same time but for those whose processes others want: these after them. */
export function stoppingInOrder(
  specs: readonly LeaseSpec[],
  stop: (spec: LeaseSpec) => Promise<void> | undefined
): () => Promise<void> {
  const stopped = new Map<LeaseSpec, Promise<void>>()
  const stopOne = (spec: LeaseSpec): Promise<void> => {
    const known = stopped.get(spec)
    if (known) return known
    const dependents = specs.filter(({ wanted }) => wanted.some(name => spec.processes.includes(name)))
    const stopping = Promise.all(dependents.map(stopOne)).then(() => stop(spec))
    stopped.set(spec, stopping)
    return stopping
  }
  return async () => void (await Promise.all(specs.map(stopOne)))
}
