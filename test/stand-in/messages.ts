import shared from '@eventstore/db-client/generated/shared_pb.js'
import pb from '@eventstore/db-client/generated/streams_pb.js'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import {
  type Decision,
  type ExpectedRevision,
  noStream,
  type Proposed,
  type Stored,
  tombstone
} from './store.js'

const ticksPerMs = 10_000n
/** As a real server numbers it, whatever came before. */
const tombstoneRevision = '9223372036854775807'

/** The options of an append, a delete or a tombstone: they name the stream and what it is expected to hold in the same way. */
interface StreamOptions {
  getStreamIdentifier(): InstanceType<typeof shared.StreamIdentifier> | undefined
  hasRevision(): boolean
  getRevision(): string
  hasNoStream(): boolean
  hasStreamExists(): boolean
}

export const streamOf = (options: Pick<StreamOptions, 'getStreamIdentifier'>): string =>
  Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()

export const expectedOf = (options: StreamOptions): ExpectedRevision => {
  if (options.hasRevision()) return Number(options.getRevision())
  if (options.hasNoStream()) return noStream
  return options.hasStreamExists() ? 'stream_exists' : 'any'
}

export const proposedOf = (message: InstanceType<typeof pb.AppendReq.ProposedMessage>): Proposed => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8()
})

export const sizeOf = ({ type, data, metadata }: Proposed): number =>
  type.length * 2 + data.length + metadata.length

export const eventResponse = (event: Stored) => {
  const id = new shared.UUID()
  id.setString(event.id)
  const stream = new shared.StreamIdentifier()
  stream.setStreamName(Uint8Array.from(Buffer.from(event.stream)))
  const recorded = new pb.ReadResp.ReadEvent.RecordedEvent()
  recorded.setId(id)
  recorded.setStreamIdentifier(stream)
  recorded.setStreamRevision(event.type === tombstone ? tombstoneRevision : String(event.revision))
  recorded.setCommitPosition(String(event.position))
  recorded.setPreparePosition(String(event.position))
  recorded.getMetadataMap().set('type', event.type)
  recorded.getMetadataMap().set('content-type', event.contentType)
  recorded.getMetadataMap().set('created', String(BigInt(event.created) * ticksPerMs))
  recorded.setData(event.data)
  recorded.setCustomMetadata(event.metadata)
  const read = new pb.ReadResp.ReadEvent()
  read.setEvent(recorded)
  read.setCommitPosition(String(event.position))
  const response = new pb.ReadResp()
  response.setEvent(read)
  return response
}

export const streamNotFound = (stream: string) => {
  const identifier = new shared.StreamIdentifier()
  identifier.setStreamName(Uint8Array.from(Buffer.from(stream)))
  const notFound = new pb.ReadResp.StreamNotFound()
  notFound.setStreamIdentifier(identifier)
  const response = new pb.ReadResp()
  response.setStreamNotFound(notFound)
  return response
}

export const confirmation = () => {
  const response = new pb.ReadResp()
  const confirmed = new pb.ReadResp.SubscriptionConfirmation()
  confirmed.setSubscriptionId(crypto.randomUUID())
  response.setConfirmation(confirmed)
  return response
}

export const caughtUp = () => {
  const response = new pb.ReadResp()
  response.setCaughtUp(new pb.ReadResp.CaughtUp())
  return response
}

export const checkpoint = (position: number) => {
  const response = new pb.ReadResp()
  const reached = new pb.ReadResp.Checkpoint()
  reached.setCommitPosition(String(position))
  reached.setPreparePosition(String(position))
  response.setCheckpoint(reached)
  return response
}

export const appendResponse = (
  decision: Exclude<Decision, { kind: 'deleted' }>,
  expected: ExpectedRevision
) => {
  const response = new pb.AppendResp()
  if (decision.kind === 'done') {
    const position = new pb.AppendResp.Position()
    position.setCommitPosition(String(decision.position))
    position.setPreparePosition(String(decision.position))
    const success = new pb.AppendResp.Success()
    success.setCurrentRevision(String(decision.revision))
    success.setPosition(position)
    response.setSuccess(success)
    return response
  }
  const wrong = new pb.AppendResp.WrongExpectedVersion()
  if (decision.current === noStream) wrong.setCurrentNoStream(new shared.Empty())
  else wrong.setCurrentRevision(String(decision.current))
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty())
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty())
  else if (expected === noStream) wrong.setExpectedNoStream(new shared.Empty())
  else wrong.setExpectedRevision(String(expected))
  response.setWrongExpectedVersion(wrong)
  return response
}

/** An error as the server sends it: a gRPC status and, for those that the client knows by name, `exception` beside it. */
export function failure(
  code: status,
  details: string,
  exception?: string,
  more: { readonly [key: string]: string } = {}
): ServiceError {
  const metadata = new Metadata()
  if (exception) metadata.set('exception', exception)
  for (const [key, value] of Object.entries(more)) metadata.set(key, value)
  return Object.assign(new Error(details), { code, details, metadata })
}

export const failures = {
  streamDeleted: (stream: string) =>
    failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, 'stream-deleted', {
      'stream-name': stream
    }),
  tooLarge: (max: number) =>
    failure(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded.', 'maximum-append-size-exceeded', {
      'maximum-append-size': String(max)
    }),
  wrongVersion: (stream: string, current: number) =>
    failure(status.FAILED_PRECONDITION, 'Wrong expected version.', 'wrong-expected-version', {
      'stream-name': stream,
      'expected-version': '-1',
      ...(current === noStream ? {} : { 'actual-version': String(current) })
    }),
  invalidPosition: (position: number) =>
    failure(status.UNKNOWN, `Unexpected ReadAllResult: InvalidPosition (${position})`),
  accessDenied: () => failure(status.PERMISSION_DENIED, 'Access Denied', 'access-denied'),
  notAuthenticated: () => failure(status.UNAUTHENTICATED, 'Not Authenticated'),
  notLeader: (host: string, port: number) =>
    failure(status.NOT_FOUND, 'Leader info available', 'not-leader', {
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port)
    }),
  busy: () => failure(status.UNKNOWN, 'Server Is Too Busy'),
  commitTimeout: () => failure(status.ABORTED, 'Operation timed out: Commit phase timeout'),
  tooSlow: () =>
    failure(
      status.ABORTED,
      'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.'
    ),
  stopping: () => failure(status.UNAVAILABLE, 'Server Is Shutting Down'),
  reset: () => failure(status.INTERNAL, 'Received RST_STREAM with code 2'),
  connectionLost: () => failure(status.UNAVAILABLE, 'Connection dropped')
}
