import { api, got, type Schemas } from './api/client.js'
import { useLoaded } from './load.js'

/** The teams in force; none while they are not read. */
export function useTeams(): readonly Schemas['PublishedTeam'][] {
  const { state } = useLoaded('teams', async () => {
    const { data } = await got(api.GET('/api/v1/teams', { params: { query: { limit: 100 } } }))
    return data
  })
  return state.value.kind === 'ready' ? state.value.value : []
}
