import { type Policy, policyOf } from '#domain'
import type { DeskReads } from '../queries/desk-reads.js'
import { reach } from '../queries/reflect.js'
import { inForce } from '../settings/in-use.js'

/** A policy that is not retired, with the version of its calendar in force. */
export interface PolicyInForce {
  readonly policy: Policy
  readonly calendarVersion: number
}

/** As of `minPosition` at least. @throws NotReached */
export async function policiesInForce(
  reads: DeskReads,
  minPosition: string | undefined
): Promise<PolicyInForce[]> {
  await reach(reads, ['settings'], { minPosition })
  const found = (await inForce(reads, 'sla_policy')).map(({ settingId, version, body }) =>
    policyOf(settingId, version, body)
  )
  const ids = [...new Set(found.map(({ calendarId }) => `calendar/${calendarId}`))]
  const calendars = await reads.settings.getMany(ids)
  return found.flatMap(policy => {
    const calendar = calendars.get(`calendar/${policy.calendarId}`)
    return calendar ? [{ policy, calendarVersion: calendar.version }] : []
  })
}
