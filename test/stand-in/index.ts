import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import pb from '@eventstore/db-client/generated/streams_pb.js'
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceError,
  status
} from '@grpc/grpc-js'
import { Appends } from './appends.js'
import type { Certificate } from './certificate.js'
import { type Conditions, ordinary } from './faults.js'
import { expectedOf, failure, failures, streamOf } from './messages.js'
import { type ReadCall, Reads } from './reads.js'
import { type Decision, Store } from './store.js'

export type { Conditions } from './faults.js'

export interface StandInControl {
  /** Changed in place, at any time. */
  readonly conditions: Conditions
  endSubscriptions(how: 'gracefully' | 'tooSlow' | 'reset'): void
  /** Live or catching up at this moment. */
  subscriptions(): number
  /** Calls of each method so far, by its name in the protocol. */
  readonly calls: { [method: string]: number }
}

export interface StandIn {
  /** `esdb://…`, insecure unless TLS was asked for, as the client takes it. */
  readonly url: string
  readonly port: number
  readonly control: StandInControl
  /** As a real server leaves on SIGTERM: appends are refused, subscriptions are torn. */
  stop(): Promise<void>
  /** As after kill -9: connections break, and what was not committed is gone. */
  kill(): Promise<void>
}

export interface StandInOptions {
  /** Keeps the events, so that another start with it goes on. */
  readonly dir: string
  /** A free one unless given. */
  readonly port?: number
  /** With it the server has TLS. */
  readonly tls?: Pick<Certificate, 'key' | 'certificate'>
}

/**
 * A server for tests that speaks EventStoreDB's public gRPC protocol as far as a client needs it to append, read and subscribe.
 * Not for production: one node. A call of BatchAppend fails, so that nothing comes to rely on it.
 */
export async function startStandIn({ dir, port: wanted = 0, tls }: StandInOptions): Promise<StandIn> {
  const store = new Store(dir)
  const conditions = ordinary()
  const reads = new Reads(store, conditions)
  let port = wanted
  const appends = new Appends(
    store,
    conditions,
    () => ({ host: '127.0.0.1', port }),
    events => reads.publish(events)
  )
  const calls: { [method: string]: number } = {}
  const counted = (method: string) => {
    calls[method] = (calls[method] ?? 0) + 1
  }

  const append: handleClientStreamingCall<
    InstanceType<typeof pb.AppendReq>,
    InstanceType<typeof pb.AppendResp>
  > = (call, callback) => {
    counted('Append')
    appends.handle(call, callback)
  }
  const read = (call: ReadCall) => {
    counted('Read')
    reads.handle(call)
  }
  const batchAppend: handleBidiStreamingCall<
    InstanceType<typeof pb.BatchAppendReq>,
    InstanceType<typeof pb.BatchAppendResp>
  > = call => {
    counted('BatchAppend')
    call.emit('error', failure(status.UNIMPLEMENTED, 'BatchAppend is not served here'))
  }
  const del: handleUnaryCall<InstanceType<typeof pb.DeleteReq>, InstanceType<typeof pb.DeleteResp>> = (
    call,
    callback
  ) => {
    counted('Delete')
    const options = call.request.getOptions()
    if (!options) return callback(failure(status.INVALID_ARGUMENT, 'no options'))
    const stream = streamOf(options)
    const decision = store.commit(() =>
      store.softDelete(stream, expectedOf(options), Date.now() + conditions.clockSkewMs)
    )
    const refused = refusal(stream, decision)
    if (refused || decision.kind !== 'done') return callback(refused ?? failures.streamDeleted(stream))
    const position = new pb.DeleteResp.Position()
    position.setCommitPosition(String(decision.position))
    position.setPreparePosition(String(decision.position))
    const response = new pb.DeleteResp()
    response.setPosition(position)
    reads.publish(decision.written)
    callback(null, response)
  }
  const tombstone: handleUnaryCall<
    InstanceType<typeof pb.TombstoneReq>,
    InstanceType<typeof pb.TombstoneResp>
  > = (call, callback) => {
    counted('Tombstone')
    const options = call.request.getOptions()
    if (!options) return callback(failure(status.INVALID_ARGUMENT, 'no options'))
    const stream = streamOf(options)
    const decision = store.commit(() =>
      store.tombstone(stream, expectedOf(options), Date.now() + conditions.clockSkewMs)
    )
    const refused = refusal(stream, decision)
    if (refused || decision.kind !== 'done') return callback(refused ?? failures.streamDeleted(stream))
    const position = new pb.TombstoneResp.Position()
    position.setCommitPosition(String(decision.position))
    position.setPreparePosition(String(decision.position))
    const response = new pb.TombstoneResp()
    response.setPosition(position)
    reads.publish(decision.written)
    callback(null, response)
  }
  const getSupportedMethods: handleUnaryCall<
    InstanceType<typeof shared.Empty>,
    InstanceType<typeof features.SupportedMethods>
  > = (_call, callback) => {
    if (conditions.silent) return
    const supported = new features.SupportedMethods()
    supported.setEventStoreServerVersion(conditions.version)
    supported.setMethodsList(
      ['Append', 'Read', 'Delete', 'Tombstone'].map(name => {
        const method = new features.SupportedMethod()
        method.setServiceName('event_store.client.streams.Streams')
        method.setMethodName(name.toLowerCase())
        return method
      })
    )
    callback(null, supported)
  }
  const members: handleUnaryCall<
    InstanceType<typeof shared.Empty>,
    InstanceType<typeof gossip.ClusterInfo>
  > = (_call, callback) => {
    if (conditions.silent) return
    const endPoint = new gossip.EndPoint()
    endPoint.setAddress('127.0.0.1')
    endPoint.setPort(port)
    const id = new shared.UUID()
    id.setString('00000000-0000-4000-8000-000000000001')
    const member = new gossip.MemberInfo()
    member.setInstanceId(id)
    member.setState(gossip.MemberInfo.VNodeState.LEADER)
    member.setIsAlive(true)
    member.setTimeStamp(String(BigInt(Date.now() + conditions.clockSkewMs) * 10_000n))
    member.setHttpEndPoint(endPoint)
    const cluster = new gossip.ClusterInfo()
    cluster.setMembersList([member])
    callback(null, cluster)
  }

  const server = new Server()
  server.addService(StreamsService, { append, read, batchAppend, delete: del, tombstone })
  server.addService(ServerFeaturesService, { getSupportedMethods })
  server.addService(GossipService, { read: members })
  port = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${wanted}`, credentialsOf(tls), (error, bound) =>
      error ? reject(error) : resolve(bound)
    )
  )

  let over = false
  const leave = async () => {
    if (over) return
    over = true
    appends.drop()
    server.forceShutdown()
    store.close()
  }
  return {
    url: tls ? `esdb://127.0.0.1:${port}` : `esdb://127.0.0.1:${port}?tls=false`,
    port,
    control: {
      conditions,
      endSubscriptions: how => reads.endSubscriptions(how),
      subscriptions: () => reads.subscriptions,
      calls
    },
    kill: leave,
    stop: async () => {
      appends.stopping = true
      // The appends accepted before are finished; then the subscriptions are torn.
      await new Promise(resolve => setTimeout(resolve, 50))
      reads.endSubscriptions('reset')
      await new Promise(resolve => setTimeout(resolve, 50))
      await leave()
    }
  }
}

const credentialsOf = (tls: StandInOptions['tls']): ServerCredentials =>
  tls
    ? ServerCredentials.createSsl(null, [{ private_key: tls.key, cert_chain: tls.certificate }])
    : ServerCredentials.createInsecure()

function refusal(stream: string, decision: Decision): ServiceError | undefined {
  if (decision.kind === 'wrongVersion') return failures.wrongVersion(stream, decision.current)
  return decision.kind === 'deleted' ? failures.streamDeleted(stream) : undefined
}
