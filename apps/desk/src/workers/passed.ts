import { type FollowerName, followersOf } from '#processes'
import { looking } from './looking.js'
import { followerIn, type Worker } from './worker.js'

/** Whether a process of this desk, here or elsewhere, has done everything up to `position`: elsewhere as it has saved. */
export async function processPassed(
  { core, client, running }: Pick<Worker, 'core' | 'client' | 'running'>,
  name: FollowerName,
  position: string,
  timeoutMs: number
): Promise<boolean> {
  const work = running(name)
  const here = work && followerIn(work)
  if (here) return here.waitFor(position, timeoutMs)
  const checkpoint = followersOf(client.botId).find(follower => follower.name === name)?.checkpoint ?? name
  const saved = async () => (await core.stores.state.checkpoint(checkpoint))?.position
  return looking(core.clock, timeoutMs, saved, position)
}
