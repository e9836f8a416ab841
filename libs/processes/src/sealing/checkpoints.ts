import { type Checkpoint, parseCheckpoint, parseNote } from '#audit'
import { auditStreams } from '#domain'
import type { RawLog, RecordedEvent } from '#event-log'
import type { Instant } from '#kernel'
import { tailOf, textOf } from './streams.js'

/** A checkpoint as the log holds it. */
export interface SealedCheckpoint extends Checkpoint {
  readonly note: string
  readonly revision: number
  readonly sealedAt: Instant
}

/** @throws Malformed */
export function checkpointIn({ data, revision, recordedAt }: RecordedEvent): SealedCheckpoint {
  const note = textOf(data, 'note')
  return { ...parseCheckpoint(parseNote(note).text), note, revision, sealedAt: recordedAt }
}

type Reads = Pick<RawLog, 'readStream'>

export async function latestCheckpoint(log: Reads, from = 0): Promise<SealedCheckpoint | undefined> {
  const last = await tailOf(log, auditStreams.checkpoints, from)
  return last && checkpointIn(last)
}

export async function* checkpointsFrom(log: Reads, from = 0): AsyncGenerator<SealedCheckpoint> {
  for await (const event of log.readStream(auditStreams.checkpoints, from)) yield checkpointIn(event)
}
