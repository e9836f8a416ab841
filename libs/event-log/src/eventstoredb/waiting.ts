import { type Clock } from '#kernel'
import { CannotOpen, Unavailable } from '../errors.js'
import type { Connection } from './connection.js'
import { messageOf } from './faults.js'
import { pauseMs, type Timings } from './timings.js'

/** Two desks, or two processes of one, began the same log at once: this one has to look again at what it belongs to. */
export class NamedMeanwhile extends Unavailable {}

export type Notice = (text: string) => void
export type Signal = AbortSignal | undefined

interface Waiting {
  readonly connection: Connection
  readonly timings: Timings
  readonly clock: Clock
}

/** Asks until it is answered; tells why not yet, the first time and when the reason changes. */
export async function untilAnswered<T>(
  { connection, timings, clock }: Waiting,
  notice: Notice,
  signal: Signal,
  ask: () => Promise<T>
): Promise<T> {
  let said = ''
  for (let attempt = 0; ; attempt++) {
    const { client } = connection
    try {
      return await ask()
    } catch (error) {
      if (error instanceof CannotOpen || error instanceof NamedMeanwhile) throw error
      const why = plain(messageOf(error))
      if (/certificate's altnames/.test(why)) throw new CannotOpen(misnamed(connection.shown, why))
      const text = `the event log at ${connection.shown} can't be reached yet: ${why}${remedyFor(why, connection.secure)}`
      if (text !== said) notice(text)
      said = text
      connection.renew(client)
      await clock.sleep(pauseMs(attempt + 2, timings.longestPause), signal)
      if (signal?.aborted) throw new Unavailable(text, { cause: error })
    }
  }
}

/** Without what differs from try to try. */
const plain = (message: string): string =>
  message.replace(/ \(\d{4}-\d\d-\d\dT[\d:.]+Z\)/g, '').replace(/\.? *Resolution note: *$/, '')

const misnamed = (shown: string, why: string): string =>
  `the event log at ${shown}: its certificate is not for ${/IP: (\S+) is not|Host: (\S+)\. is not/.exec(why)?.slice(1).find(Boolean) ?? 'this address'}. ` +
  'Name the server by a name that its certificate holds, or have this one put into the certificate'

const remedyFor = (why: string, secure: boolean): string => {
  if (!secure) return /Failed to connect$/.test(why) ? '. If the server has TLS, take ?tls=false out' : ''
  return /certificate|SSL|TLS|wrong version number|ECONNRESET|socket hang up/i.test(why)
    ? '. If the server has no TLS, add ?tls=false; if its certificate is from an authority of your own, name it by tlsCAFile'
    : ''
}
