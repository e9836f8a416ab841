import { namedSettings, vkeyOf } from '#audit'
import { idOf, ticketStream } from '#domain'
import type { RawLog, RecordedEvent } from '#event-log'
import { type Instant, type JsonObject, type TicketId, ticketCodeFor, ticketIdText, toIso } from '#kernel'
import type { SealedCheckpoint } from '#processes'
import { Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { readme } from './bundle-readme.js'
import { historyPage } from './history-page.js'
import type { PersonalLine } from './personal-lines.js'
import type { AuditPort } from './port.js'

/** What of a ticket is proven by one checkpoint. */
export interface ProvenTicket {
  readonly checkpoint: SealedCheckpoint
  /** The ticket's stream whole, as of the commitment. */
  readonly events: readonly RecordedEvent[]
  readonly settings: readonly RecordedEvent[]
  /** The `HeadsCommitted` of the checkpoint's own seal. */
  readonly commit: RecordedEvent
  readonly siblings: readonly Buffer[]
  /** Of each event's id. */
  readonly places: ReadonlyMap<string, number>
}

const busy = (): Problem =>
  new Problem(503, 'busy', 'others kept sealing', { headers: { 'Retry-After': '1' } })
const tries = 5

/** Sealed first where needed. @throws Problem 409, 503 */
export async function proveTicket(audit: AuditPort, ticketId: TicketId): Promise<ProvenTicket> {
  const stream = ticketStream(ticketId)
  for (let attempt = 0; attempt < tries; attempt++) {
    const sealed = await audit.seal()
    const checkpoint = sealed.ok ? sealed.value.checkpoint : await audit.proofs.latest()
    const head = checkpoint && (await audit.proofs.head(stream, checkpoint))
    if (checkpoint && head?.siblings) {
      const { commit, covered, siblings } = head
      const all = await streamOf(audit.log, stream)
      const settings = await settingsOf(audit.log, all)
      const places = await audit.proofs.places([...all, ...settings, commit], checkpoint.size)
      const within = (event: RecordedEvent) => (places.get(event.id) ?? covered) < covered
      const proven = { checkpoint, events: all.filter(within), settings: settings.filter(within), commit }
      if (proven.events.length > 0) return { ...proven, siblings, places }
    }
    if (!sealed.ok) throw problemOf(sealed)
  }
  throw busy()
}

async function streamOf(log: RawLog, stream: string, from = 0, upTo = Number.POSITIVE_INFINITY) {
  const events: RecordedEvent[] = []
  for await (const event of log.readStream(stream, from)) {
    if (event.revision > upTo) break
    events.push(event)
  }
  return events
}

async function settingsOf(log: RawLog, events: readonly RecordedEvent[]): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = []
  for (const { stream, version } of namedSettings(events.map(({ data }) => data)))
    all.push(...(await streamOf(log, stream, version, version)))
  return all
}

export interface BundleOptions {
  readonly exportedAt: Instant
  readonly exportedBy: string
  /** Undefined: without personal data. */
  readonly personal: readonly PersonalLine[] | undefined
  /** What agents are called, by id, where that may be shown. */
  readonly names: ReadonlyMap<string, string>
}

/** The files of a bundle, by name. */
export async function bundleFiles(
  audit: AuditPort,
  proven: ProvenTicket,
  options: BundleOptions
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { checkpoint, events, settings, commit, siblings, places } = proven
  const inOrder = [...events, ...settings, commit]
  const records = await audit.proofs.records(inOrder)
  const indices = inOrder.map(({ id }) => places.get(id) ?? -1)
  const proofs = await audit.proofs.inclusions(indices, checkpoint)
  const last = events.at(-1)
  if (!last) throw new Error('a ticket without events')
  const ticketId = idOf(last.stream) as TicketId
  const facts = {
    v: 1,
    ticket: { id: ticketIdText(ticketId), code: ticketCodeFor(ticketId) },
    origin: checkpoint.origin,
    size: checkpoint.size,
    exported_at: toIso(options.exportedAt),
    exported_by: options.exportedBy,
    streams: [{ stream: last.stream, last_revision: last.revision }],
    personal: options.personal !== undefined
  }
  const head: JsonObject = {
    stream: last.stream,
    revision: last.revision,
    leaf: (await audit.proofs.leafOf(last)).toString('hex'),
    siblings: siblings.map(sibling => sibling.toString('hex'))
  }
  const lines = (values: readonly JsonObject[]) => values.map(value => `${JSON.stringify(value)}\n`).join('')
  return new Map<string, string | Uint8Array>([
    ['README.md', readme(facts, commit.recordedAt)],
    ['bundle.json', `${JSON.stringify(facts, null, 2)}\n`],
    ['checkpoint.txt', checkpoint.note],
    [
      'keys.txt',
      audit
        .keys(checkpoint.origin)
        .map(key => `${vkeyOf(key)}\n`)
        .join('')
    ],
    ['records.ndjson', records.map(record => `${record}\n`).join('')],
    ...proofs.map((proof, n) => [`proofs/${n + 1}.tlog-proof`, proof] as const),
    ['heads.ndjson', lines([head])],
    [
      'history.html',
      await historyPage({ ...facts, events, names: options.names, personal: options.personal })
    ],
    ...(options.personal
      ? [['personal.ndjson', lines(options.personal.map(({ line }) => line))] as const]
      : []),
    ...(await audit.anchorFiles(checkpoint))
  ])
}
