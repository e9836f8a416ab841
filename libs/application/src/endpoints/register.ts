import type { DeskState } from '#desk-state'
import type { EndpointId } from '#kernel'

const prefix = 'endpoint:'

/** Which endpoints there may be: one fact of the desk state for each, written before it is registered. */
export const endpointRegister = (state: Pick<DeskState, 'setFactOnce' | 'facts'>) => ({
  async add(id: EndpointId): Promise<void> {
    await state.setFactOnce(prefix + id, {})
  },
  async all(): Promise<EndpointId[]> {
    return (await state.facts(prefix)).map(({ name }) => name.slice(prefix.length) as EndpointId)
  }
})
