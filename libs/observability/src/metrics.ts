import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const prefix = 'topicdesk_'

/** Seconds; fine below 5 ms, so that the p99 of a fast read can be seen. */
const durations = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
]

export type SubscriptionLabel = 'subscription'

/**
 * Every figure of the desk by its name in Prometheus (without the prefix `topicdesk_`). Labels are few and never ids.
 */
export interface Metrics {
  readonly registry: Registry
  /** The text for /metrics, and its content type. */
  render(): Promise<{ readonly type: string; readonly text: string }>
  /** Lets `ask` bring its gauges up to date before every render; call the answer to be asked no more. */
  beforeRender(ask: () => Promise<unknown>): () => void

  readonly httpRequestDuration: Histogram<'method' | 'route' | 'status_class'>
  readonly httpRequestsInFlight: Gauge

  readonly idempotentReplays: Counter

  readonly appendDuration: Histogram<'backend'>
  readonly appendConflicts: Counter
  readonly appendUnknown: Counter
  readonly events: Counter<'type'>

  readonly subscriptionGap: Gauge<SubscriptionLabel>
  readonly subscriptionLag: Gauge<SubscriptionLabel>
  /** 1 for the state it is in, 0 for the others. */
  readonly subscriptionState: Gauge<SubscriptionLabel | 'state'>
  readonly subscriptionEvents: Counter<SubscriptionLabel>
  readonly subscriptionRestarts: Counter<SubscriptionLabel>
  readonly parkedEvents: Gauge<SubscriptionLabel>
  readonly rebuildProgress: Gauge<'view'>

  readonly telegramUpdates: Counter<'kind'>
  readonly telegramUpdateLag: Histogram
  readonly telegramCallDuration: Histogram<'method' | 'result'>
  readonly telegramFailures: Counter<'method' | 'code'>
  readonly telegramRetryAfter: Counter
  readonly updateNumbersReused: Counter
  readonly deliveriesPending: Gauge<'kind'>
  readonly webhookDelay: Histogram
  readonly webhooksWaiting: Gauge
}

/** A registry of its own for each desk in the process, with Node's own figures under the same prefix. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix })
  const registers = [registry]
  const counter = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: prefix + name, help, labelNames, registers })
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name: prefix + name, help, labelNames, registers })
  const histogram = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Histogram<L>({ name: prefix + name, help, labelNames, buckets: durations, registers })

  const asked = new Set<() => Promise<unknown>>()
  return {
    registry,
    async render() {
      await Promise.allSettled([...asked].map(ask => ask()))
      return { type: registry.contentType, text: await registry.metrics() }
    },
    beforeRender(ask) {
      asked.add(ask)
      return () => asked.delete(ask)
    },

    httpRequestDuration: histogram('http_request_duration_seconds', 'Requests answered', [
      'method',
      'route',
      'status_class'
    ]),
    httpRequestsInFlight: gauge('http_requests_in_flight', 'Requests at work'),

    idempotentReplays: counter('idempotent_replays_total', 'Commands answered with their first answer'),

    appendDuration: histogram('append_duration_seconds', 'From the call until the events are durable', [
      'backend'
    ]),
    appendConflicts: counter('append_conflicts_total', 'Appends refused because the stream moved'),
    appendUnknown: counter('append_unknown_total', 'Appends with an unknown outcome'),
    events: counter('events_total', 'Events appended', ['type']),

    subscriptionGap: gauge('subscription_gap_events', 'Events between the subscription and the head', [
      'subscription'
    ]),
    subscriptionLag: gauge('subscription_lag_seconds', 'Age of the last event handled while there is a gap', [
      'subscription'
    ]),
    subscriptionState: gauge('subscription_state', 'The state it is in', ['subscription', 'state']),
    subscriptionEvents: counter('subscription_events_total', 'Events handled', ['subscription']),
    subscriptionRestarts: counter(
      'subscription_restarts_total',
      'Pauses because of a fault of the infrastructure',
      ['subscription']
    ),
    parkedEvents: gauge('parked_events', 'Events set aside until somebody looks', ['subscription']),
    rebuildProgress: gauge('rebuild_progress_ratio', 'How far the rebuild of a view is', ['view']),

    telegramUpdates: counter('telegram_updates_total', 'Updates recorded', ['kind']),
    telegramUpdateLag: histogram('telegram_update_lag_seconds', 'From sending to recording'),
    telegramCallDuration: histogram('telegram_call_duration_seconds', 'Calls to the Bot API', [
      'method',
      'result'
    ]),
    telegramFailures: counter('telegram_send_failures_total', 'Calls refused or failed', ['method', 'code']),
    telegramRetryAfter: counter('telegram_retry_after_seconds_total', 'Waiting that Telegram asked for'),
    updateNumbersReused: counter(
      'telegram_update_numbers_reused_total',
      'Updates that came under a number that another one had'
    ),
    deliveriesPending: gauge('deliveries_pending', 'Deliveries asked for and not finished', ['kind']),
    webhookDelay: histogram(
      'webhook_delay_seconds',
      'From the event to the first attempt to tell an endpoint'
    ),
    webhooksWaiting: gauge('webhooks_waiting', 'Webhooks not yet taken or given up')
  }
}
