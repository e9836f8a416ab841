import { type Applied, type BusinessTime, type Calendars, settingStream } from '#domain'
import type { EventLog } from '#event-log'
import { isJsonObject } from '#kernel'
import { businessTimeOf, calendarDocument, calendarKey } from '#views'

/** Calendars by the versions that policies named, from their own streams. */
export class CalendarsOfLog {
  readonly #loaded = new Map<string, BusinessTime>()

  constructor(private readonly log: Pick<EventLog, 'readStream'>) {}

  async load({
    calendarId,
    calendarVersion
  }: Pick<Applied, 'calendarId' | 'calendarVersion'>): Promise<void> {
    if (calendarId === null || calendarVersion === null) return
    const key = calendarKey(calendarId, calendarVersion)
    if (this.#loaded.has(key)) return
    for await (const event of this.log.readStream(settingStream('calendar', calendarId), calendarVersion)) {
      const body = event.data['body']
      if (event.revision !== calendarVersion || !isJsonObject(body)) break
      this.#loaded.set(key, businessTimeOf(calendarDocument(calendarId, calendarVersion, event.id, body)))
      return
    }
    throw new Error(`the calendar ${key} was never published`)
  }

  /** Of those that were loaded. */
  readonly of: Calendars = (id, version) => {
    const calendar = this.#loaded.get(calendarKey(id, version))
    if (!calendar) throw new Error(`the calendar ${calendarKey(id, version)} was not loaded`)
    return calendar
  }
}
