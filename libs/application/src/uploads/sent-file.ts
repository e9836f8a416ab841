import { type DeliveryEvent, deliveryStream, toldIn } from '#domain'
import type { EventLog } from '#event-log'
import type { DeliveryId } from '#kernel'
import type { Sealer } from '#privacy'
import { sealedPartOf } from '#views'
import type { SentFilePersonal } from '../personal-shapes.js'

/** What Telegram calls the file that one of these deliveries brought it. Undefined: none has, or it is forgotten. */
export async function sentFileOf(
  log: EventLog,
  sealer: Sealer,
  deliveries: readonly DeliveryId[]
): Promise<SentFilePersonal['file'] | undefined> {
  for (const id of deliveries) {
    for await (const event of log.readStream(deliveryStream(id))) {
      const told: DeliveryEvent | undefined = toldIn('delivery', event)
      const part = told?.type === 'DeliverySucceeded' ? sealedPartOf(event) : null
      // What is sealed under this type has this shape.
      const opened = part && ((await sealer.open(part, part.sealed)) as SentFilePersonal | undefined)
      if (opened) return opened.file
    }
  }
  return undefined
}
